"""What officers see: counts that add up, groups of like questions, a page that needs nothing else, drafts that Rasa reads, open data on nobody."""

from __future__ import annotations

import csv
import itertools
import random
from html.parser import HTMLParser

import pytest
from rasa.shared.nlu.training_data.formats.rasa_yaml import RasaYAMLReader
from ruamel.yaml import YAML

from bot.answers.outcome import Outcome
from bot.gathered.asked import CHANNELS, OPEN
from bot.gathered.drafts import chosen, draft
from bot.gathered.groups import grouped
from bot.gathered.labels import Labels
from bot.gathered.open_data import LEAST, REST, lines, text
from bot.gathered.record import Count, Question
from bot.gathered.report import ALL_SERIES, DISLIKED, SERIES, Report, Votes, report
from bot.gathered.shown import lines as shown
from bot.gathered.shown import page
from bot.paths import DOMAIN, REPORT_TEMPLATES, REPORT_TEXTS
from bot.plan.find import Library
from tests.support import plans

FIBRE, PHONE = "2022/cap-quang", "2022/smartphone"
INTENTS = {name for intent in YAML(typ="safe").load(DOMAIN.read_text("utf-8"))["intents"] for name in intent}


def labels() -> Labels:
    return Labels(REPORT_TEXTS, Library(plans()))


def asked(words: str, times: int = 1, **more: str) -> Question:
    values = {"day": "2026-03-01", "channel": "web", "ask": "budget", "outcome": "out_of_plan", **more}
    return Question(text=words, times=times, **values)


PAY = [
    "vô tổ công nghệ số cộng đồng được trả lương tháng mấy triệu",
    "thành viên tổ công nghệ số cộng đồng được trả lương tháng bao nhiêu",
    "TỔ CÔNG NGHỆ SỐ CỘNG ĐỒNG CÓ LƯƠNG KHÔNG",
]
FINE = ["không dùng hóa đơn điện tử thì bị phạt bao nhiêu tiền", "khong dung hoa don dien tu bi phat nhieu tien ko"]
COUNTS = [
    Count("2026-03-01", "web", "target_value", "answered", FIBRE, 7, 7),
    Count("2026-03-01", "zalo", "compare", "answered", FIBRE, 2, 2),
    Count("2026-03-01", "zalo", "compare", "answered", PHONE, 0, 2),
    Count("2026-03-03", "web", "budget", "out_of_plan", "", 3, 3),
    Count("2026-03-03", "web", "", "not_understood", "", 1, 1),
    Count("2026-02-01", "web", "lead", "answered", "", 100, 100),
]


def made() -> Report:
    questions = [
        *(asked(words) for words in PAY),
        asked("tổ công nghệ số cộng đồng có lương không", 4),
        *(asked(words, ask="") for words in FINE),
        asked("hỏi <b>ngoài</b> hạn", day="2026-02-01"),
    ]
    return report(COUNTS, [*questions, asked("trả lời <script>sai</script> rồi", outcome=DISLIKED)], since="2026-02-28", until="2026-03-03", votes=Votes(5, 1))


def test_counts_add_up_in_each_table_and_days_without_questions_are_there() -> None:
    found = made()
    assert found.whole.total == 13
    assert [(row.value, row.total) for row in found.days] == [("2026-02-28", 0), ("2026-03-01", 9), ("2026-03-02", 0), ("2026-03-03", 4)]
    for rows in (found.channels, found.asks):
        assert sum(row.total for row in rows) == 13
    assert [(row.value, row.total) for row in found.targets] == [(FIBRE, 9), (PHONE, 2)]
    assert dict(found.whole.parts) == {"answered": 9, "ask_back": 0, "refused": 3, "not_understood": 1, "other": 0}


def test_like_questions_are_one_group_and_the_largest_is_first() -> None:
    groups = made().groups
    assert [(group.number, group.times) for group in groups] == [(1, 7), (2, 2), (3, 1)]
    assert {wording.text for wording in groups[0].wordings} == {
        *PAY[:2],
        "tổ công nghệ số cộng đồng có lương không",
    }  # the third one is the same without capitals
    assert {wording.text for wording in groups[1].wordings} == set(FINE)


def test_groups_do_not_depend_on_the_order_and_hold_every_question_once() -> None:
    questions = [
        asked(f"{subject} {verb} {place}")
        for subject, verb, place in itertools.product(("cáp quang", "hóa đơn", "chữ ký số"), ("bao giờ xong", "tốn mấy đồng"), ("Huế", "Đà Nẵng"))
    ]
    shuffled = random.Random(5).sample(questions, len(questions))
    assert grouped(questions) == grouped(shuffled)
    assert sum(group.times for group in grouped(questions)) == len(questions)


def test_questions_about_different_subjects_are_different_groups() -> None:
    same = "năm 2030 phải đạt bao nhiêu phần trăm"
    one, other = (Question("2026-03-01", "web", "target_value", "out_of_plan", words, subjects=(ref,)) for words, ref in ((same, FIBRE), (f"{same} ạ", PHONE)))
    assert len(grouped([one, other])) == 2


def test_thousands_of_questions_are_grouped() -> None:
    assert sum(group.times for group in grouped(asked(f"câu hỏi số {number} về {number % 7}") for number in range(3000))) == 3000


@pytest.mark.parametrize("questions", [[], [asked("?")], [asked("!!! 😀"), asked("•••")]])
def test_questions_without_words_are_no_trouble(questions: list[Question]) -> None:
    assert sum(group.times for group in grouped(questions)) == len(questions)
    assert page(report([], questions, since="2026-03-01", until="2026-03-01"), labels(), REPORT_TEMPLATES)


def test_every_word_of_the_tables_has_a_vietnamese_name() -> None:
    named = labels()
    assert set(named.asks) >= INTENTS
    assert not [outcome for outcome in (*(outcome.value for outcome in Outcome), *OPEN, "paused", DISLIKED) if named.outcome(outcome) == outcome]
    assert not [channel for channel in (*CHANNELS, "other") if named.channel(channel) == channel]
    assert set(named.series) == set(ALL_SERIES)
    assert {outcome for outcomes in SERIES.values() for outcome in outcomes} <= {outcome.value for outcome in Outcome}
    assert named.subject(FIBRE) != FIBRE and named.subject("2022/gone") == "2022/gone"


class Reader(HTMLParser):
    """Tags that are open, addresses, text."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[str] = []
        self.links: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links += [value or "" for name, value in attrs if name in ("href", "src", "srcset", "action")]
        if tag not in ("meta", "rect", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.text += data


def test_the_page_needs_nothing_else_and_shows_what_was_asked_as_text() -> None:
    html = page(made(), labels(), REPORT_TEMPLATES)
    reader = Reader()
    reader.feed(html)
    assert reader.open == [] and reader.links == [] and "url(" not in html and "@import" not in html
    assert {"svg", "rect", "style"} <= set(reader.tags) and not {"script", "link", "img", "iframe"} & set(reader.tags)
    for words in ("Từ 28/02/2026 đến 03/03/2026", "trả lời <script>sai</script> rồi", PAY[0], "Zalo OA", "kinh phí", labels().subject(FIBRE)):
        assert words in reader.text
    assert "ngoài" not in reader.text.replace("ngoài kế hoạch", "")  # not of these days


def test_a_report_without_questions_says_so() -> None:
    nothing = report([], [], since="2026-03-01", until="2026-03-02")
    assert labels().texts["nobody_asked"] in page(nothing, labels(), REPORT_TEMPLATES)
    assert list(shown(nothing, labels()))[-1] == labels().texts["nobody_asked"]


def test_the_terminal_shows_the_same() -> None:
    out = "\n".join(shown(made(), labels()))
    for words in ("Số câu hỏi: 13", "Nhóm 1: 7 lần (kinh phí; ngoài kế hoạch)", PAY[0], "Zalo OA", "5 hài lòng"):
        assert words in out


# -- drafts


def test_a_draft_is_read_by_rasa_with_each_wording_under_the_guessed_intent() -> None:
    hostile = ["/restart [cáp](target) {x}", "- gạch đầu dòng: # không phải chú thích", "*a &b 'c' \"d\" %e @f `g` \\n", "số ••• của tôi là gì", "[]"]
    questions = [
        *(asked(words) for words in PAY),
        *(asked(words, ask="", guess="procedure") for words in FINE),
        *(asked(words) for words in hostile),
        asked("asdf qwer", ask="", guess="gone"),
    ]
    written = draft(grouped(questions), head=labels().draft, intents=labels().asks)
    reader = RasaYAMLReader()
    read = {(example.get("text"), example.get("intent")) for example in reader.reads(written).intent_examples}
    assert {(words, "budget") for words in PAY} | {(words, "procedure") for words in FINE} <= read
    assert ("restart cáp target x", "budget") in read and not [one for one in read if "•" in one[0] or "asdf" in one[0]]
    assert reader.reads(written).entity_examples == []
    assert "#     - asdf qwer" in written and "# kinh phí" in written and written.startswith("# Bản nháp")


def test_groups_and_words_are_chosen() -> None:
    groups = made().groups
    assert [group.number for group in chosen(groups, numbers=[2])] == [2]
    assert [group.number for group in chosen(groups, least=2)] == [1, 2]
    assert [wording.text for group in chosen(groups, words="phạt nhiều") for wording in group.wordings] == [FINE[1]]
    assert [group.number for group in chosen(groups, words="BỊ PHẠT")] == [2]
    assert RasaYAMLReader().reads(draft([], head="", intents={})).intent_examples == []


# -- open data


def test_no_published_number_is_under_five_and_none_follows_by_subtraction() -> None:
    chance = random.Random(7)
    for _ in range(200):
        counts = [
            Count(
                f"2026-03-{chance.randint(1, 9):02}",
                chance.choice(CHANNELS),
                chance.choice("abcdef"),
                chance.choice(OPEN),
                chance.choice(("", FIBRE, PHONE)),
                number,
                number,
            )
            for number in (chance.choice((1, 1, 2, 3, 9)) for _ in range(chance.randint(0, 9)))
        ]
        found = lines(counts, "2026-03")
        assert not [line for line in found if line.questions < LEAST]
        total = sum(count.questions for count in counts)
        for dimension in ("day", "channel", "ask", "outcome"):
            told = [line for line in found if line.dimension == dimension]
            assert sum(line.questions for line in told) == (total if total >= LEAST else 0)


def test_rare_values_are_told_together_with_the_smallest_other_one_if_need_be() -> None:
    def of(**numbers: int) -> dict[str, int]:
        counts = [Count("2026-03-01", "web", ask, "answered", "", number, number) for ask, number in numbers.items()]
        return {line.value: line.questions for line in lines(counts, "2026-03") if line.dimension == "ask"}

    assert of(lead=20, deadline=4, count=3) == {"lead": 20, REST: 7}
    assert of(lead=20, deadline=9, count=1) == {"lead": 20, REST: 10}
    assert of(lead=5, deadline=4) == {REST: 9}
    assert of(lead=4) == {}
    assert of(lead=5) == {"lead": 5}


def test_only_the_month_is_told_and_the_file_can_be_read_as_csv() -> None:
    written = text(lines(COUNTS, "2026-02"), labels().of_value)
    rows = list(csv.DictReader(written.splitlines()))
    assert {row["month"] for row in rows} == {"2026-02"}
    assert {(row["dimension"], row["value"], row["label"], row["questions"]) for row in rows} == {
        ("day", "2026-02-01", "01/02/2026", "100"),
        ("channel", "web", "khung trò chuyện trên web", "100"),
        ("ask", "lead", "ai chủ trì", "100"),
        ("outcome", "answered", "trả lời được, có nguồn", "100"),
    }
    march = list(csv.DictReader(text(lines(COUNTS, "2026-03"), labels().of_value).splitlines()))
    assert {row["label"] for row in march if row["value"] == REST} == {labels().texts[REST]}
