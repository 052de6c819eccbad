"""The commands by which officers stop the bot and start it again; and what citizens of the running service then get."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.__main__ import main
from bot.service.client import ask, new_sender
from bot.store.settings import StoreSettings
from bot.switches.record import Record
from tests.channels.visiting import Visitor, said
from tests.service.test_serve import until
from tests.support import phrases

Printed = pytest.CaptureFixture[str]
PATIENCE = 10.0  # seconds; nothing here is a measurement
NOTICE, PAUSED = phrases().texts["under_review"], phrases().texts["paused"]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder of the test's own."""
    monkeypatch.setenv("DATA_FOLDER", str(tmp_path))
    return tmp_path


def test_a_pause_and_its_end_are_told_and_stay_in_the_record(folder: Path, capsys: Printed) -> None:
    assert main(["pause", "--channel", "zalo", "--reason", "new account", "--by", "An", "--notice", "Nghỉ."]) == 0
    assert "channel zalo: off from now on" in capsys.readouterr().out
    assert main(["switches"]) == 0
    shown = capsys.readouterr().out
    assert "by An  reason: new account" in shown and "told to citizens: Nghỉ." in shown and "in the past: nothing" in shown
    assert main(["resume", "--channel", "zalo", "--by", "Bình", "--reason", "done"]) == 0
    assert main(["switches"]) == 0
    shown = capsys.readouterr().out
    assert "off now: nothing" in shown and "by An  reason: new account" in shown and "by Bình  reason: done" in shown


def test_without_a_name_the_user_of_the_machine_is_in_the_record(folder: Path) -> None:
    assert main(["pause", "--reason", "r"]) == 0
    (pause,) = Record(StoreSettings(data_folder=folder).database).pauses()
    assert pause.paused_by


def test_what_is_off_already_or_on_already_exits_1_and_says_so(folder: Path, capsys: Printed) -> None:
    assert main(["pause", "--reason", "first", "--by", "An"]) == 0
    assert main(["pause", "--reason", "second", "--by", "Bình"]) == 1
    assert "everything: off already" in (error := capsys.readouterr().err) and "by An: first" in error
    assert main(["resume", "--channel", "web"]) == 1
    out, error = capsys.readouterr()
    assert "channel web: is not off" in error and "still off: everything (python -m bot resume)" in out


def test_resuming_everything_leaves_what_was_paused_by_itself_and_names_it(folder: Path, capsys: Printed) -> None:
    for options in (["--reason", "r"], ["--topic", "cáp quang", "--reason", "r"], ["--channel", "web", "--reason", "r"]):
        assert main(["pause", *options]) == 0
    capsys.readouterr()
    assert main(["resume"]) == 0
    out = capsys.readouterr().out
    assert "--topic 2022/cap-quang" in out and "--channel web" in out
    assert main(["resume", "--topic", "2022/cap-quang"]) == 0


@pytest.mark.parametrize(
    ("topic", "told"), [("cap quangg", "did you mean 2022/cap-quang"), ("hóa đơn", "give one of these ids"), ("xyzzy", "no subject is called")]
)
def test_an_unknown_topic_exits_1_with_near_ones_and_pauses_nothing(folder: Path, capsys: Printed, topic: str, told: str) -> None:
    assert main(["pause", "--topic", topic, "--reason", "r"]) == 1
    assert told in capsys.readouterr().err
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("options", [["--reason", " "], ["--topic", "cap-quang", "--reason", "r", "--notice", "n"]])
def test_wrong_options_exit_2(folder: Path, options: list[str]) -> None:
    assert main(["pause", *options]) == 2


@pytest.mark.parametrize("options", [[], ["--channel", "fax", "--reason", "r"], ["--channel", "web", "--topic", "cap-quang", "--reason", "r"]])
def test_impossible_options_are_refused_with_usage(folder: Path, options: list[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["pause", *options])
    assert ended.value.code == 2


def test_a_topic_that_the_plan_has_lost_since_can_be_resumed(folder: Path) -> None:
    Record(StoreSettings(data_folder=folder).database).pause("topic", "2022/gone", reason="r", by="An")
    assert main(["resume", "--topic", "2022/gone"]) == 0


# -- in the running service


@pytest.fixture
def paused(service: str, data_folder: Path) -> Iterator[Callable[..., None]]:
    """Pauses by command; at the end all is on again."""
    done: list[list[str]] = []

    def pause(*options: str, notice: str = "") -> None:
        assert main(["pause", *options, "--reason", "secret reason", *(["--notice", notice] if notice else [])]) == 0
        done.append(list(options))

    yield pause
    for options in done:
        assert main(["resume", *options]) == 0
    until(lambda: "75%" in rest(service, "cáp quang bao nhiêu phần trăm"))


def rest(service: str, text: str) -> str:
    return "\n".join(bubble.text for bubble in ask(service, text, sender=new_sender("switches")))


def test_a_subject_under_review_is_told_nowhere_and_the_rest_as_before(service: str, paused: Callable[..., None]) -> None:
    paused("--topic", "cáp quang")
    until(lambda: NOTICE in rest(service, "cáp quang bao nhiêu phần trăm"))
    for question in (
        "cáp quang bao nhiêu phần trăm",
        "mục tiêu 75% là của cái gì",
        "có những mục tiêu nào",
        "so sánh cáp quang và hợp đồng điện tử",
        "cáp quang 75% đúng không",
    ):
        answer = rest(service, question)
        assert NOTICE in answer and "ít nhất 75%" not in answer, question
    assert "50%" in rest(service, "hợp đồng điện tử bao nhiêu phần trăm")
    visitor = Visitor(service)
    web = visitor.ask("cáp quang bao nhiêu phần trăm")
    assert web["figures"] == [] and NOTICE in said(web)
    assert all(figure["id"] != "cap-quang" for figure in visitor.ask("có những mục tiêu nào")["figures"])


def test_a_paused_channel_says_the_notice_and_others_answer(service: str, paused: Callable[..., None]) -> None:
    paused("--channel", "web", notice="Xin chờ tới mai.")
    visitor = Visitor(service)
    until(lambda: said(visitor.ask("cáp quang bao nhiêu phần trăm")) == "Xin chờ tới mai.")
    answer = visitor.ask("xin chào")
    assert (said(answer), answer["buttons"], answer["figures"], answer["feedback"]) == ("Xin chờ tới mai.", [], [], False)
    assert "75%" in rest(service, "cáp quang bao nhiêu phần trăm")


def test_while_everything_is_paused_every_question_gets_the_fixed_notice_without_the_reason(service: str, paused: Callable[..., None]) -> None:
    sender = new_sender("switches")
    ask(service, "cáp quang bao nhiêu phần trăm", sender=sender)
    paused()
    until(lambda: rest(service, "xin chào") == PAUSED)
    assert said(Visitor(service).ask("ai chủ trì")) == PAUSED
    assert main(["resume"]) == 0
    until(lambda: rest(service, "xin chào") != PAUSED)
    assert "ủ trì" in "\n".join(bubble.text for bubble in ask(service, "ai chủ trì", sender=sender))  # the conversation goes on
    assert main(["pause", "--reason", "for the end of the test"]) == 0


def test_who_asks_for_a_person_is_answered_by_the_contact_file(service: str) -> None:
    for question in ("cho gặp cán bộ", "goi ai", "cho xin số tổng đài", "talk to a human", "tui muốn nói chuyện với người thiệt"):
        assert "máy" in rest(service, question) and "75" not in rest(service, question), question
    assert "1/12/2022" in rest(service, "bộ phận một cửa cấp huyện số hóa hồ sơ từ ngày nào")
