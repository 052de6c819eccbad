"""What officers switch off is off on each way in: pages, API, chat platforms; and on again when they say so."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.channels.api import ApiChannel
from bot.channels.pages import PagesChannel
from bot.store.settings import StoreSettings
from bot.switches.record import Record
from bot.switches.state import ALL, CHANNEL, TOPIC
from bot.switches.watch import REMEMBERED_SECONDS
from bot.web.settings import WebSettings
from tests.answers.asking import PERCENT
from tests.channels.accounts import USER, Account
from tests.channels.serving import get, serving
from tests.support import phrases

NOTICE, PAUSED = phrases().texts["under_review"], phrases().texts["paused"]
REF, PATH = "2022/dien-thoai-thong-minh", "/api/plans/2022/targets/dien-thoai-thong-minh"
FIGURE = "85%"  # its own alone


@pytest.fixture
def record(tmp_path: Path) -> Iterator[Record]:
    made = Record(StoreSettings(data_folder=tmp_path).database)
    yield made
    made.close()


@pytest.fixture
def server(tmp_path: Path) -> Iterator[str]:
    settings = WebSettings(data_folder=tmp_path)
    with serving(PagesChannel(settings=settings), ApiChannel(settings=settings)) as address:
        yield address


def soon() -> None:
    """Until what the server remembers is too old."""
    time.sleep(REMEMBERED_SECONDS + 0.1)


def hold(record: Record, ref: str) -> None:
    assert record.pause(TOPIC, ref, reason="r", by="An") is None
    soon()


def test_no_page_sheet_or_offline_copy_shows_the_figure_of_what_is_under_review(server: str, record: Record) -> None:
    before = json.loads(get(server, "/tra-cuu/offline.json").text)
    assert FIGURE in get(server, "/tra-cuu").text
    hold(record, REF)
    copy = json.loads(get(server, "/tra-cuu/offline.json").text)
    assert set(copy["pages"]) == set(before["pages"])
    assert [path for path, page in copy["pages"].items() if FIGURE in page] == []
    for path in ("/tra-cuu", "/tra-cuu/in", "/tra-cuu/nguon", "/tra-cuu/dien-thoai-thong-minh", "/tra-cuu/dien-thoai-thong-minh/in", "/tra-cuu?q=85%25"):
        got = get(server, path)
        assert got.status == 200 and (FIGURE not in got.text or "q=85" in path), path
    page = get(server, "/tra-cuu/dien-thoai-thong-minh").text
    assert NOTICE in page and not PERCENT.findall(page)
    assert NOTICE in get(server, "/tra-cuu").text
    record.resume(TOPIC, REF, reason="", by="An")
    soon()
    assert json.loads(get(server, "/tra-cuu/offline.json").text) == before


def test_the_api_marks_it_and_leaves_the_value_out_everywhere(server: str, record: Record) -> None:
    first = get(server, PATH)
    assert first.json["under_review"] is False
    hold(record, REF)
    told = get(server, PATH, If_None_Match=first.headers["etag"])
    assert told.status == 200
    assert (told.json["under_review"], told.json["figure"], told.json["facts"]) == (True, None, [])
    for path in ("/api/plans/2022/targets", "/api/plans/2022/sources", "/api/plans/2022/pillars", "/api/search?q=smartphone", "/api/plans/2022/tasks"):
        text = get(server, path).text
        assert FIGURE not in text and '"value":85' not in text, path
    (hit,) = [hit for hit in get(server, "/api/search?q=%C4%91i%E1%BB%87n+tho%E1%BA%A1i+th%C3%B4ng+minh").json["items"] if hit["id"] == "dien-thoai-thong-minh"]
    assert (hit["under_review"], hit["figure"]) == (True, None)


@pytest.mark.parametrize("ref", ["2022/nv-01", "2022/bo-ca", "2022/to-cong-nghe-so", "2022/cap-quang"])
def test_every_page_is_whole_whatever_is_under_review(server: str, record: Record, ref: str) -> None:
    hold(record, ref)
    copy = json.loads(get(server, "/tra-cuu/offline.json").text)
    assert NOTICE in copy["pages"][f"/tra-cuu/{ref.partition('/')[2]}"]
    assert not any("None" in page for page in copy["pages"].values())


def test_pages_and_api_that_are_switched_off_say_the_notice_and_come_back(server: str, record: Record) -> None:
    record.pause(CHANNEL, "pages", reason="secret reason", by="An", notice="Đang bảo trì <b>")
    record.pause(CHANNEL, "api", reason="secret reason", by="An")
    soon()
    page, told = get(server, "/tra-cuu/cap-quang"), get(server, PATH)
    assert (page.status, told.status) == (503, 503)
    assert "Đang bảo trì &lt;b&gt;" in page.text and told.json == {"error": "paused", "message": PAUSED}
    assert page.headers["cache-control"] == told.headers["cache-control"] == "no-store"
    assert "secret" not in page.text + told.text
    assert get(server, "/widget.js").status == 200
    record.resume(CHANNEL, "pages", reason="", by="An")
    soon()
    assert (get(server, "/tra-cuu/cap-quang").status, get(server, PATH).status) == (200, 503)


@pytest.mark.parametrize(("scope", "name"), [(ALL, ""), (CHANNEL, "zalo")])
def test_a_platform_that_is_switched_off_says_the_notice_to_questions_and_commands_but_still_deletes(account: Account, scope: str, name: str) -> None:
    record = Record(StoreSettings(data_folder=account.folder).database)
    record.pause(scope, name, reason="secret reason", by="An")
    soon()
    for number, text in enumerate(("xin hỏi", "menu", "menu mục tiêu", "tra cứu cáp quang"), 1):
        account.says(text)
        assert account.gets(number)[-1].endswith(PAUSED)
    assert account.bot.asked == []
    account.says("xóa dữ liệu")
    assert PAUSED not in account.gets(5)[-1]
    record.resume(scope, name, reason="", by="An")
    soon()
    account.says("xin hỏi")
    assert "«xin hỏi»" in account.gets(6)[-1]


def test_another_channel_that_is_switched_off_changes_nothing(account: Account) -> None:
    Record(StoreSettings(data_folder=account.folder).database).pause(CHANNEL, "messenger", reason="r", by="An")
    soon()
    account.says("xin hỏi")
    assert "«xin hỏi»" in account.gets(1)[0]


def test_menu_and_look_up_show_no_figure_of_what_is_under_review(account: Account) -> None:
    account.says("menu mục tiêu")
    assert FIGURE in _all(account, 1)
    hold(Record(StoreSettings(data_folder=account.folder).database), REF)
    account.says("menu mục tiêu")
    shown = _all(account, 2)
    assert FIGURE not in shown and NOTICE in shown
    account.says("tra cứu thông minh")
    assert FIGURE not in _all(account, 3)


def _all(account: Account, count: int) -> str:
    """The last message to the person, with its buttons."""
    text = account.gets(count)[-1]
    last = [message for message in account.zalo.sent if message.text == text][-1:]
    assert account.zalo.texts_to(USER)
    return text + json.dumps([button for message in last for button in message.buttons], ensure_ascii=False)
