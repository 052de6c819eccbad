"""Pausing and resuming: at once for who looks, kept with who and why, and holding while the database is away."""

from pathlib import Path

import pytest

from bot.store.settings import StoreSettings
from bot.switches.record import Record
from bot.switches.state import ALL, CHANNEL, TOPIC
from bot.switches.topics import UnknownTopicError, topic_named
from bot.switches.watch import Switches
from tests.support import library

NOW_AND_THEN = 0.0  # seconds remembered: each look asks the database


@pytest.fixture
def url(tmp_path: Path) -> str:
    return StoreSettings(data_folder=tmp_path).database


def test_whoever_looks_sees_a_pause_and_its_end_at_once(url: str) -> None:
    seen = [Switches(url, remembered=NOW_AND_THEN) for _ in range(3)]  # as several workers
    record = Record(url)
    assert record.pause(CHANNEL, "zalo", reason="wrong figures", by="An", notice="Đang sửa.") is None
    assert [switches.state().notice("zalo") for switches in seen] == ["Đang sửa."] * 3
    assert [switches.state().notice("web") for switches in seen] == [None] * 3
    assert record.resume(CHANNEL, "zalo", reason="", by="Bình")
    assert [switches.state().notice("zalo") for switches in seen] == [None] * 3


def test_pausing_everything_pauses_each_channel_and_leaves_its_own_notice(url: str) -> None:
    record = Record(url)
    record.pause(ALL, "", reason="r", by="An")
    record.pause(CHANNEL, "web", reason="r", by="An", notice="Riêng")
    state = record.state()
    assert (state.notice("rest"), state.notice("messenger"), state.notice("web")) == ("", "", "Riêng")
    record.resume(ALL, "", reason="", by="An")
    assert (record.state().notice("rest"), record.state().notice("web")) == (None, "Riêng")


def test_a_second_pause_changes_nothing_and_tells_of_the_first(url: str) -> None:
    record = Record(url)
    record.pause(TOPIC, "2022/cap-quang", reason="first", by="An")
    held = record.pause(TOPIC, "2022/cap-quang", reason="second", by="Bình")
    assert held is not None and (held.reason, held.paused_by) == ("first", "An")
    assert record.state().topics == {"2022/cap-quang"}
    assert not record.resume(TOPIC, "2022/hoa-don-dien-tu", reason="", by="An")


def test_the_record_keeps_who_when_and_why(url: str) -> None:
    record = Record(url)
    record.pause(TOPIC, "2022/cap-quang", reason="figure doubted", by="An")
    record.resume(TOPIC, "2022/cap-quang", reason="was right", by="Bình")
    record.pause(TOPIC, "2022/cap-quang", reason="again", by="Chi")
    first, second = Record(url).pauses()
    assert (first.reason, first.paused_by, first.resumed_by, first.resume_reason) == ("figure doubted", "An", "Bình", "was right")
    assert first.resumed_at is not None and first.paused_at <= first.resumed_at <= second.paused_at
    assert (second.reason, second.resumed_at) == ("again", None)


def test_the_last_known_state_holds_while_the_database_cannot_be_read(url: str, tmp_path: Path) -> None:
    record = Record(url)
    record.pause(CHANNEL, "web", reason="r", by="An")
    switches = Switches(url, remembered=NOW_AND_THEN)
    assert switches.state().notice("web") == ""
    record.close()
    for file in tmp_path.iterdir():
        file.unlink()
    (tmp_path / "bot.sqlite").write_text("no database")
    assert switches.state().notice("web") == ""


def test_looking_makes_no_database(url: str, tmp_path: Path) -> None:
    assert Switches(url).state().notice("web") is None
    assert list(tmp_path.iterdir()) == []


def test_what_is_remembered_for_a_moment_is_not_asked_again(url: str) -> None:
    clock = [0.0]
    switches = Switches(url, remembered=0.5, now=lambda: clock[0])
    assert switches.state().notice("web") is None
    Record(url).pause(CHANNEL, "web", reason="r", by="An")
    clock[0] = 0.4
    assert switches.state().notice("web") is None
    clock[0] = 0.6
    assert switches.state().notice("web") == ""


@pytest.mark.parametrize("text", ["cap-quang", "2022/cap-quang", "cáp quang", "CAP QUANG"])
def test_a_subject_is_found_by_id_name_and_alias(text: str) -> None:
    assert topic_named(library(), text).ref == "2022/cap-quang"


def test_an_unknown_name_is_answered_with_near_ones_and_one_of_several_with_all() -> None:
    with pytest.raises(UnknownTopicError, match="did you mean .*2022/cap-quang"):
        topic_named(library(), "cap quangg")
    with pytest.raises(UnknownTopicError, match="may be 2022/hoa-don-dien-tu .*2022/nv-07"):
        topic_named(library(), "hóa đơn")
