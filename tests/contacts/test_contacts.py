"""The contact file is checked line by line, and whoever asks for a person is told of the nearest office, or honestly that there is none."""

import re
from pathlib import Path

import pytest

from actions.wording import bubbles
from bot.__main__ import main
from bot.answers.answering import answer_message
from bot.answers.frame import frames_of
from bot.answers.memory import Memory
from bot.contacts.book import Contacts
from bot.contacts.load import ContentError, load_contacts, parse_contacts
from bot.paths import CONTACTS
from tests.answers.asking import Reply, question, typed
from tests.support import library, phrases

FILE = """
contacts:
  - office: Đường dây chung
    telephone: "1900 0000"
    hours: 8 giờ - 17 giờ
  - office: Sở ở Bến Tre
    telephone: "0000 111 111"
    place: tỉnh Bến Tre
  - office: Một cửa xã An Ví Dụ
    telephone: "0000 222 222"
    address: ấp 1
    link: https://vi-du.example
    place: xã An Ví Dụ
    within: tỉnh Bến Tre
  - office: Bàn chỉ có trên Zalo
    telephone: "0000 333 333"
    channels: [zalo]
"""


def contacts(text: str = FILE) -> Contacts:
    return parse_contacts(text, "contacts.yml")


def say(text: str, intent: str, *, memory: Memory | None = None, known: Contacts | None = None, disliked: bool = False, channel: str = "web") -> Reply:
    entities, asked = typed(text, intent)
    frames = frames_of({"text": text, "entities": entities, "questions": [asked]})
    book = (contacts() if known is None else known).on(channel)
    answers = answer_message(frames, library(), phrases(), memory or Memory(), contacts=book, disliked=disliked)
    return Reply(answers, list(bubbles(answers, library(), memory or Memory())))


# -- the file


def test_the_file_that_comes_with_the_bot_is_right_and_names_nobody() -> None:
    assert not load_contacts(CONTACTS)


def test_the_example_in_the_file_is_right() -> None:
    example = "\n".join(line.removeprefix("# ") for line in CONTACTS.read_text("utf-8").splitlines() if line.startswith(("# contacts", "# desk", "#   ")))
    assert len(contacts(example)) == 1


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ('telephone: "1900 0000"', "telephone: 19000000", r"contacts\.yml:4: contacts\.0\.telephone: write it between quotes"),
        ('telephone: "1900 0000"', 'telephone: "gọi anh Ba"', r"contacts\.yml:4: contacts\.0\.telephone: this is no telephone number"),
        ("hours: 8 giờ - 17 giờ", "hours: 8", r"contacts\.yml:5: contacts\.0\.hours: write it between quotes"),
        ("hours: 8 giờ - 17 giờ", "gio: 8 giờ", r"contacts\.yml:5: contacts\.0\.gio: this field is not known; .*docs/contacts\.md"),
        ("https://vi-du.example", "vi-du.example", r"contacts\.yml:12: contacts\.2\.link: this is no web address"),
        ("    place: xã An Ví Dụ\n", "", r"contacts\.yml:13: contacts\.2\.within: .*name the commune"),
        ("place: tỉnh Bến Tre", "place: ''", ""),
        ("[zalo]", "[viber]", r"contacts\.yml:\d+: contacts\.3\.channels: «viber» is no channel of the bot; take of rest, web"),
        ("office: Sở ở Bến Tre\n    telephone", "telephone", r"contacts\.yml:6: contacts\.1\.office: this field is missing"),
        ("Sở ở Bến Tre", '"Sở ở Bến Tre', r"contacts\.yml:\d+: not readable as YAML"),
    ],
)
def test_a_mistake_is_told_with_file_line_field_and_what_to_do(before: str, after: str, told: str) -> None:
    assert before in FILE
    if not told:
        contacts(FILE.replace(before, after))
        return
    with pytest.raises(ContentError) as refused:
        contacts(FILE.replace(before, after, 1))
    assert any(re.match(told, line) for line in refused.value.lines), refused.value.lines


def test_the_check_exits_1_for_a_wrong_file_and_0_for_a_right_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    right, wrong = tmp_path / "right.yml", tmp_path / "wrong.yml"
    right.write_text(FILE, "utf-8")
    wrong.write_text("contacts: [{office: A}]", "utf-8")
    assert main(["contacts", "check", str(right)]) == 0
    assert capsys.readouterr().out == f"{right}: 4 contacts: no problem\n"
    assert main(["contacts", "check", str(right), str(wrong), str(tmp_path / "none.yml")]) == 1
    assert re.search(r"wrong\.yml:1: .*telephone: this field is missing; add it\n.*none\.yml: cannot be read", capsys.readouterr().err)


# -- who asks


def test_who_asks_gets_what_is_for_everybody() -> None:
    reply = say("cho gặp cán bộ", "contact")
    assert "Đường dây chung: 1900 0000 (8 giờ - 17 giờ)" in reply.text
    assert "111 111" not in reply.text and "222 222" not in reply.text and "333 333" not in reply.text
    assert reply.outcomes == ["small_talk"]


@pytest.mark.parametrize("text", ["tôi ở Bến Tre, gọi ai", "o ben tre goi so nao", "tỉnh Bến Tre liên hệ ai"])
def test_a_province_that_is_named_gets_its_own_office_first(text: str) -> None:
    lines = say(text, "contact").text.splitlines()
    assert "111 111" in lines[1] and "1900" in "".join(lines)
    assert not any("222 222" in line for line in lines)


def test_a_commune_gets_its_own_its_province_and_what_is_for_everybody() -> None:
    lines = say("xã an ví dụ gọi ai", "contact").text.splitlines()
    assert [number for line in lines for number in re.findall("222 222|111 111|1900", line)] == ["222 222", "111 111", "1900"]
    assert "ấp 1, https://vi-du.example" in lines[1]


def test_a_place_named_before_is_remembered() -> None:
    memory = Memory()
    say("ở Bến Tre thì cáp quang bao nhiêu", "target_value", memory=memory)
    assert "111 111" in say("gọi ai", "contact", memory=Memory.from_slot(memory.to_slot())).text


def test_a_place_without_a_contact_is_told_so() -> None:
    assert "chưa có nơi liên hệ nào ở Nghệ An" in say("ở Nghệ An gọi ai", "contact").text
    local = contacts(FILE[: FILE.index("  - office: Đường dây chung")] + FILE[FILE.index("  - office: Sở") : FILE.index("  - office: Bàn")])
    reply = say("gọi ai", "contact", known=local)
    assert "tỉnh Bến Tre" in reply.text and "111 111" not in reply.text


def test_a_channel_shows_its_own_contacts() -> None:
    assert "333 333" in say("gọi ai", "contact", channel="zalo").text


def test_an_empty_file_invents_nobody() -> None:
    reply = say("cho số tổng đài", "contact", known=Contacts())
    assert reply.answers[0].response == "utter_contact_none"
    assert not re.search(r"\d{3}", reply.text.replace("2022", ""))


# -- unasked


def refuse(memory: Memory, known: Contacts | None = None) -> Reply:
    return say("giá vàng hôm nay", "off_topic", memory=memory, known=known)


def test_after_two_refusals_in_a_row_somebody_is_named_once() -> None:
    memory = Memory()
    assert "1900" not in refuse(memory).text
    second = refuse(memory)
    assert "1900" in second.texts[-1] and second.bubbles[-1].buttons
    assert "1900" not in refuse(memory).text


def test_an_answer_between_two_refusals_breaks_the_row_and_small_talk_does_not() -> None:
    memory = Memory()
    refuse(memory)
    say("cáp quang bao nhiêu phần trăm", "target_value", memory=memory)
    assert "1900" not in refuse(memory).text
    say("cảm ơn", "thank", memory=memory)
    assert "1900" in refuse(memory).text


def test_a_thumb_down_that_is_typed_names_somebody() -> None:
    assert "1900" in say("trả lời sai rồi", "complaint", disliked=True).text


def test_an_empty_file_adds_nothing_unasked() -> None:
    memory = Memory()
    refuse(memory, Contacts())
    assert len(refuse(memory, Contacts()).answers) == 1
    assert len(say("sai rồi", "complaint", known=Contacts(), disliked=True).answers) == 1


def test_a_memory_kept_by_an_earlier_version_is_still_read() -> None:
    slot = Memory(greeted=True).to_slot()
    del slot["refusals"], slot["place"]
    assert Memory.from_slot(slot) == Memory(greeted=True)


def test_what_is_asked_of_the_plan_names_nobody() -> None:
    entities, asked = question("deadline", ("target", "2022/so-hoa-ho-so"), ("level", "district"))
    answers = answer_message(frames_of({"text": "", "entities": entities, "questions": [asked]}), library(), phrases(), Memory(), contacts=contacts())
    assert [answer.response for answer in answers] == ["utter_deadline_conditions"]
