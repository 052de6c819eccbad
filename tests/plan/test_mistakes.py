"""Every mistake of an editor is answered with one line: file, line, field, what is wrong, how to mend it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import pytest

from bot.plan.load import PlanError, load_plan, load_plans
from tests.support import PLAN_2022

_COUNTED = "counted: {text: Tỷ lệ này tính trên số hộ gia đình., sources: [bai-a, viettimes]}"
_COUNTED_01 = "counted: {text: Tỷ lệ này tính trên dân số., sources: [bai-a, viettimes]}"
_LEADS = "leads: [{organisation: bo-ca, sources: [bai-a, viettimes]}]"
_LEADS_01, _LEADS_04, _LEADS_05 = (_LEADS.replace("bo-ca", body) for body in ("bo-tttt", "bo-yt", "bo-gddt"))
_SHORT = "    short: Cáp quang\n"
_FIRST_ALIAS = "      [hộ gia đình có cáp quang,"
_LEVEL_NOTE = """  - level: district
    today:
      rows: [Y3]
      text: "Từ 1/7/2025 không còn cấp huyện; việc của một cửa cấp huyện nay do Trung tâm phục vụ hành chính công cấp xã và cấp tỉnh làm."
      sources: [nq203-2025, nd118-2025]
"""
_CITE_793 = "    cite: Hướng dẫn 793/BTTTT-THH ngày 5/3/2022 của Bộ TT&TT\n"
_CITE_ICT = "    cite: tạp chí của Bộ TT&TT (ictvietnam.vn)\n"
_CITE_KTDT = "    cite: báo Kinh tế & Đô thị (kinhtedothi.vn)\n"
_CITE_CAMAU = "    cite: pbgdpl.camau.gov.vn\n"
_CITE_CAFEF = "    cite: cafef.vn, số liệu đến ngày 4/9/2023\n"
_MINISTRY = '{level: ministry, from: "2022-06-01"'


@dataclass(frozen=True)
class Mistake:
    """*old* of the plan file written as *new*; the complaint stands *line* lines below the first line of *old*."""

    old: str
    new: str
    field: str
    wrong: str
    mend: str
    line: int = 0


# What YAML itself refuses: such a file has one complaint only.
UNREADABLE = {
    "repeated key": Mistake(_SHORT, _SHORT + "    short: Cáp\n", '"short"', "stands twice", "keep one", 1),
    "quote not closed": Mistake(_SHORT, '    short: "Cáp quang\n', "", "not readable as YAML", "check the indentation, the quotes", 1),
    "wrong indentation": Mistake(_SHORT, "   short: Cáp quang\n", "", "not readable as YAML", "check the indentation"),
    "tab": Mistake(_SHORT, "\tshort: Cáp quang\n", "", "not readable as YAML", "check the indentation"),
    "invisible control character": Mistake(_SHORT, "    short: Cáp\x0b quang\n", "", "cannot stand in a text", "delete it"),
}
# A field that is not as it should be.
MISSHAPEN = {
    "unknown field": Mistake(_SHORT, _SHORT + "    colour: red\n", "targets.«cap-quang».colour", "not known", "check its spelling", 1),
    "unknown field deep inside": Mistake(_LEADS, _LEADS.replace("sources", "since: today, sources"), "leads.0.since", "not known", "check its spelling"),
    "range backwards": Mistake('from: "65", to: "70"', 'from: "70", to: "65"', "targets.«tai-khoan-ngan-hang».figure", "runs backwards", '"65-70"'),
    "range with one end": Mistake('from: "15", to: "20"', 'from: "15"', "targets.«dinh-danh-dien-tu».figure", "give either", "both «from» and «to»"),
    "percent over 100": Mistake('value: "85"', 'value: "185"', "targets.«dien-thoai-thong-minh».figure", "185% is over 100%", "correct the number"),
    "negative figure": Mistake('value: "80"', 'value: "-80"', "targets.«dich-vu-cong-phat-sinh-ho-so».figure", "negative", "take out the minus"),
    "figure in words": Mistake('value: "30"', "value: nhiều", "targets.«dnnvv-nen-tang-so».figure.value", "no number", "write digits"),
    "figure without quotes": Mistake('value: "7"', "value: 7.5", "targets.«thuong-mai-dien-tu».figure.value", "between quotes", "8.5"),
    "figure written into the goal": Mistake(
        'goal: "{figure} dân số', 'goal: "85% dân số', "targets.«dien-thoai-thong-minh».goal", "no figure of your own", "write {figure} once"
    ),
    "unknown blank in the goal": Mistake(
        'goal: "{figure} hộ', 'goal: "{figure} {tỷ lệ} hộ', "targets.«cap-quang».goal", "only {figure}", "take the others out"
    ),
    "unknown comparator": Mistake(
        "comparator: over", "comparator: nearly", "targets.«ho-so-suc-khoe».figure.comparator", "none of the allowed ones", "see docs/plan-file.md"
    ),
    "impossible date": Mistake('due: "2022-12-31"', 'due: "2022-02-30"', "targets.«dien-thoai-thong-minh».due", "no such date", "year-month-day"),
    "date written the Vietnamese way": Mistake(
        'value: "75", unit: "%"}\n    due: "2022-12-31"',
        'value: "75", unit: "%"}\n    due: "31/12/2022"',
        "targets.«cap-quang».due",
        "no such date",
        "year-month-day",
        1,
    ),
    "period backwards": Mistake(
        '{from: "2022-01-01", to: "2022-12-31"}', '{from: "2022-12-31", to: "2022-01-01"}', "period", "ends before it begins", "exchange the two dates"
    ),
    "missing source": Mistake(
        _COUNTED, _COUNTED.replace("[bai-a, viettimes]", "[]"), "targets.«cap-quang».counted.sources", "without a source", "at least one entry"
    ),
    "source left out": Mistake(
        _COUNTED_01, _COUNTED_01.replace(", sources: [bai-a, viettimes]", ""), "targets.«dien-thoai-thong-minh».counted.sources", "missing", "add it"
    ),
    "source of a leader left out": Mistake(_LEADS_04, _LEADS_04.replace(", sources: [bai-a, viettimes]", ""), "leads.0.sources", "missing", "add it"),
    "nobody leads": Mistake(_LEADS_05, "leads: []", "parts.«nv-05-chinh».leads", "name at least one", "not_stated"),
    "not stated in other words": Mistake(_LEADS_01, "leads: unknown", "parts.«nv-01-chinh».leads", "a list is expected", "not_stated"),
    "task number in words": Mistake("    number: 8\n", "    number: tám\n", "tasks.«nv-08».number", "no whole number", "in digits"),
    "missing name": Mistake("    name: tỷ lệ người dân có điện thoại thông minh\n", "", "targets.«dien-thoai-thong-minh».name", "missing", "add it", -2),
    "empty name": Mistake(
        "    name: tỷ lệ người dân có điện thoại thông minh\n", "    name:\n", "targets.«dien-thoai-thong-minh».name", "missing", "write it after the colon"
    ),
    "name too long for a button": Mistake(_SHORT, "    short: Cáp quang băng rộng mọi nhà\n", "targets.«cap-quang».short", "20 characters", "shorten it"),
    "address that runs a script": Mistake(
        "    cite: mylaw.vn\n", "    cite: mylaw.vn\n    url: javascript:alert(1)\n", "sources.«mylaw».url", "no web address", "begin with https://", 1
    ),
    "address that runs a script and looks like one of the web": Mistake(
        _CITE_CAMAU, _CITE_CAMAU + "    url: javascript://xa.example/%0aalert(1)\n", "sources.«pbgdpl-camau».url", "no web address", "begin with https://", 1
    ),
    "address without scheme": Mistake(
        _CITE_CAFEF, _CITE_CAFEF + "    url: cafef.vn/to-cong-nghe-so.chn\n", "sources.«cafef-2023».url", "no web address", "begin with https://", 1
    ),
    "address with a space": Mistake(
        _CITE_ICT, _CITE_ICT + "    url: https://ictvietnam.vn/bai 1.html\n", "sources.«ictvietnam».url", "« 1.html» cannot stand", "%20", 1
    ),
    "address without a server": Mistake(
        _CITE_KTDT, _CITE_KTDT + "    url: https:///bai-1.html\n", "sources.«kinhtedothi».url", "names no server", "write it whole", 1
    ),
    "empty address": Mistake(_CITE_793, _CITE_793 + '    url: ""\n', "sources.«hd793».url", "a value is missing", "take the field out", 1),
    "one word where a list belongs": Mistake(
        "        asks: [signer]\n", "        asks: signer\n", "topics.«van-ban».facts.«nguoi-ky».asks", "a list is expected", "begin each entry with"
    ),
}
# Fields that do not go together.
SENSELESS = {
    "repeated id": Mistake("  - id: bang-rong-di-dong\n", "  - id: cap-quang\n", "targets.«cap-quang».id", "used twice", "an id of its own"),
    "repeated id of a fact": Mistake("      - id: ten-goi\n", "      - id: la-gi\n", "topics.«van-ban».facts.«la-gi».id", "used twice", "an id of its own"),
    "repeated alias": Mistake(
        _FIRST_ALIAS, "      [HO GIA DINH  có cáp quang, hộ gia đình có cáp quang,", "targets.«cap-quang».aliases.1", "stands twice", "keep one"
    ),
    "alias without letters": Mistake(_FIRST_ALIAS, '      ["?", hộ gia đình có cáp quang,', "targets.«cap-quang».aliases.0", "no letters", "take it out"),
    "alias with an open gap": Mistake(
        _FIRST_ALIAS, "      [hộ gia đình …, hộ gia đình có cáp quang,", "targets.«cap-quang».aliases.0", "begins or ends with", "take it out"
    ),
    "lost task": Mistake(
        "    task: nv-02\n", "    task: nv-99\n", "targets.«dinh-danh-dien-tu».task", "«nv-99» is not among the plan's tasks", "correct it or add it"
    ),
    "lost statement of today": Mistake(
        "        now: cap-huyen-va-tinh/so-tinh\n",
        "        now: cap-huyen-va-tinh/so-xa\n",
        "now",
        "«cap-huyen-va-tinh/so-xa» is no statement of a topic",
        "write «topic/statement»",
    ),
    "lost pillar": Mistake(
        "    pillar: ha-tang-so\n", "    pillar: ha-tang\n", "targets.«dien-thoai-thong-minh».pillar", "is not among the plan's pillars", "correct it or add it"
    ),
    "lost source": Mistake(
        _COUNTED, _COUNTED.replace("bai-a", "bao-a"), "targets.«cap-quang».counted.sources.0", "«bao-a» is not among the plan's sources", "correct it or add it"
    ),
    "lost source of a note on a level": Mistake(
        _LEVEL_NOTE,
        _LEVEL_NOTE.replace("nq203-2025", "nq999"),
        "levels.0.today.sources.0",
        "«nq999» is not among the plan's sources",
        "correct it or add it",
        4,
    ),
    "ask that the bot does not know": Mistake(
        "        asks: [chair, lead]\n",
        "        asks: [chair, leads]\n",
        "topics.«uy-ban».facts.«chu-tich».asks.1",
        "«leads» is no ask that the bot knows",
        "docs/plan-file.md",
    ),
    "ask of a description that the bot does not know": Mistake(
        "    questions:\n      achieved_result:\n",
        "    questions:\n      result:\n",
        "targets.«dien-thoai-thong-minh».questions.result",
        "«result» is no ask that the bot knows",
        "docs/plan-file.md",
        1,
    ),
    "lost organisation": Mistake(
        _LEADS, _LEADS.replace("bo-ca", "bo-xx"), "leads.0.organisation", "«bo-xx» is not among the plan's organisations", "correct it or add it"
    ),
    "date outside the period": Mistake(
        'due: "2022-12-31"', 'due: "2023-12-31"', "targets.«dien-thoai-thong-minh».due", "outside the plan's period", "correct one of the two"
    ),
    "condition outside the period": Mistake(
        _MINISTRY, _MINISTRY.replace("2022", "2023"), "conditions.0.from", "outside the plan's period", "correct one of the two"
    ),
    "decision outside the period": Mistake(
        'date: "2022-03-15"}', 'date: "2023-03-15"}', "decision.date", "outside the plan's period", "correct one of the two"
    ),
    "name without a form that fits a button": Mistake(
        "    short: Kinh tế, xã hội số\n", "", "pillars.«kinh-te-so-xa-hoi-so».name", "too long for a button", "give a «short»", -1
    ),
    "repeated task number": Mistake("    number: 8\n", "    number: 7\n", "tasks.«nv-08».number", "used twice", "one by one"),
}


_ALIASES = re.compile(r"(aliases:)\s*\[[^\]]{20,}\]")
_KEPT = ("[hộ gia đình có cáp quang,", "người dân có điện thoại thông minh, dân số", "[hợp đồng điện tử,", "[hóa đơn điện tử, hóa đơn, HĐĐT")


@lru_cache(maxsize=1)
def plan_text() -> str:
    """The committed plan file without most of its aliases, which take most of the time to read."""
    return _ALIASES.sub(lambda match: match.group() if any(words in match.group() for words in _KEPT) else f"{match.group(1)} []", PLAN_2022.read_text("utf-8"))


def refusal(path: Path) -> tuple[str, ...]:
    with pytest.raises(PlanError) as refused:
        load_plan(path)
    return refused.value.lines


def written(folder: Path, old: str, new: str) -> tuple[Path, str]:
    """The plan file with *old* written as *new*, and its text."""
    content = plan_text()
    assert old in content, f"the plan file no longer has {old!r}: choose another place for this mistake"
    path = folder / "plan.yml"
    text = content.replace(old, new, 1)
    path.write_text(text, "utf-8")
    return path, text


def line_of(text: str, place: int) -> int:
    return text[:place].count("\n") + 1


def copies(mistakes: dict[str, Mistake], *, together: bool) -> Iterator[tuple[str, dict[str, int]]]:
    """Copies of the plan file with the mistakes in them, as many in one as have lines of their own; and the line of each complaint."""
    content = plan_text()
    groups: list[list[tuple[int, str, Mistake]]] = []
    for name, mistake in mistakes.items():
        assert mistake.old in content, f"the plan file no longer has {mistake.old!r}: choose another place for «{name}»"
        place = content.index(mistake.old)
        apart = [group for group in groups if together and all(line_of(content, place) != line_of(content, other) for other, _, _ in group)]
        (apart[0] if apart else groups.append([]) or groups[-1]).append((place, name, mistake))  # type: ignore[func-returns-value]
    for group in groups:
        text, done, lines = "", 0, {}
        for place, name, mistake in sorted(group, key=lambda entry: entry[0]):
            text += content[done:place]
            lines[name] = line_of(text, len(text)) + mistake.line
            text, done = text + mistake.new, place + len(mistake.old)
        yield text + content[done:], lines


@pytest.fixture(scope="module")
def complaints(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[str, tuple[str, ...]]]:
    """For each mistake the place that should be named, and what was said about the copy that it stands in."""
    found = {}
    for kind in (MISSHAPEN, SENSELESS, UNREADABLE):
        for text, lines in copies(kind, together=kind is not UNREADABLE):
            path = tmp_path_factory.mktemp("plan") / "plan.yml"
            path.write_text(text, "utf-8")
            said = refusal(path)
            assert len(said) == len(lines), "\n".join(said)
            found.update({name: (f"{path}:{line}: ", said) for name, line in lines.items()})
    return found


@pytest.mark.parametrize("name", [*UNREADABLE, *MISSHAPEN, *SENSELESS])
def test_a_mistake_is_refused_in_one_line_that_says_where_what_and_how_to_mend_it(complaints: dict[str, tuple[str, tuple[str, ...]]], name: str) -> None:
    mistake = {**UNREADABLE, **MISSHAPEN, **SENSELESS}[name]
    place, said = complaints[name]
    at_the_place = [line for line in said if line.startswith(place)]
    assert len(at_the_place) == 1, "\n".join((place, *said))
    for words in (mistake.field, mistake.wrong, mistake.mend):
        assert words in at_the_place[0]


def test_an_alias_of_two_targets_is_refused_at_both_places(tmp_path: Path) -> None:
    path, text = written(tmp_path, _FIRST_ALIAS, "      [Người dân CÓ điện-thoại thông minh, hộ gia đình có cáp quang,")
    lines = refusal(path)
    ours = (
        f"{path}:{line_of(text, text.index('Người dân CÓ điện-thoại'))}: targets.«cap-quang».aliases.0: this alias is also claimed by «dien-thoai-thong-minh»"
    )
    theirs = f"{path}:{line_of(text, text.index('người dân có điện thoại thông minh, dân số'))}: targets.«dien-thoai-thong-minh».aliases."
    assert len(lines) == 2
    assert any(line.startswith(ours) for line in lines)
    assert any(line.startswith(theirs) and "«cap-quang»" in line for line in lines)
    assert all("shared_aliases of each" in line for line in lines)


def test_an_alias_that_only_one_side_shares_is_refused(tmp_path: Path) -> None:
    path, _ = written(tmp_path, "    shared_aliases: [HĐĐT, HĐ điện tử]\n", "    shared_aliases: []\n")
    text = path.read_text("utf-8").replace("      [hợp đồng điện tử, ", "      [HĐĐT, hợp đồng điện tử, ", 1)
    path.write_text(text, "utf-8")
    lines = refusal(path)
    assert len(lines) == 1
    assert "targets.«hop-dong-dien-tu».aliases.0" in lines[0]


def test_an_alias_that_both_sides_share_is_accepted(tmp_path: Path) -> None:
    path, _ = written(tmp_path, "    shared_aliases: [HĐĐT, HĐ điện tử]\n", "    shared_aliases: [HĐĐT, HĐ điện tử, giấy tờ thuế số]\n")
    text = path.read_text("utf-8").replace(
        "    shared_aliases: [hóa đơn điện tử, hóa đơn, HĐĐT,", "    shared_aliases: [giấy tờ thuế số, hóa đơn điện tử, hóa đơn, HĐĐT,", 1
    )
    path.write_text(text, "utf-8")
    claimants = [target.id for target in load_plan(path).targets if "giấy tờ thuế số" in target.shared_aliases]
    assert claimants == ["hoa-don-dien-tu", "hop-dong-dien-tu"]


@pytest.mark.parametrize("address", ["https://mylaw.vn/793?trang=2#muc-1", "http://mylaw.vn/van%20ban", "https://mylaw.vn:8443/tổ-công-nghệ-số"])
def test_a_web_address_is_kept_as_it_was_written(tmp_path: Path, address: str) -> None:
    path, _ = written(tmp_path, "    cite: mylaw.vn\n", f'    cite: mylaw.vn\n    url: "{address}"\n')
    assert [source.url for source in load_plan(path).sources if source.id == "mylaw"] == [address]


@pytest.mark.parametrize("content", ["", "# nothing but a comment\n", "- a\n- b\n", "just a sentence", "null\n"])
def test_a_file_without_a_plan_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "plan.yml"
    path.write_text(content, "utf-8")
    assert refusal(path) == (f"{path}:1: the file states no plan; see docs/plan-file.md for its fields",)


def test_a_file_in_another_encoding_is_refused_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "plan.yml"
    path.write_bytes(b'id: "2022"\n' + "title: Kế hoạch\n".encode("utf-16-le"))
    assert refusal(path)[0].startswith(f"{path}:2: ")
    assert "UTF-8" in refusal(path)[0]


def test_a_file_that_is_not_there_is_refused_by_name(tmp_path: Path) -> None:
    assert str(tmp_path / "none.yml") in refusal(tmp_path / "none.yml")[0]


def test_a_file_saved_with_a_byte_order_mark_is_read(tmp_path: Path) -> None:
    path = tmp_path / "plan.yml"
    path.write_text("\ufeff" + plan_text(), "utf-8")
    assert load_plan(path).id == "2022"


def test_a_folder_without_plans_and_two_plans_of_one_id_are_refused(tmp_path: Path) -> None:
    with pytest.raises(PlanError, match="no plan file"):
        load_plans(tmp_path)
    for name in ("a.yml", "b.yml"):
        (tmp_path / name).write_text(plan_text(), "utf-8")
    with pytest.raises(PlanError, match=r"b\.yml:\d+: id: plan id «2022» is used by another file"):
        load_plans(tmp_path)


def test_two_plans_that_both_say_they_are_the_default_are_refused(tmp_path: Path) -> None:
    for name, year in (("a.yml", "2022"), ("b.yml", "2023")):
        text = plan_text().replace('id: "2022"\nyear: 2022\n', f'id: "{year}"\nyear: {year}\ndefault: true\n', 1)
        (tmp_path / name).write_text(text, "utf-8")
    with pytest.raises(PlanError, match=r"b\.yml:\d+: default: plan «2022» is the default already; let one of the two"):
        load_plans(tmp_path)


@pytest.mark.parametrize(
    ("before", "field"),
    [
        (_SHORT, "    populations: [dân]\n"),
        ("    short: Bộ TT&TT\n", "    listed: false\n"),
        ("        asks: [signer]\n", "        targets: [cap-quang]\n"),
        ('id: "2022"\n', "glossary: []\n"),
    ],
)
def test_fields_that_nothing_is_answered_from_are_not_accepted(tmp_path: Path, before: str, field: str) -> None:
    path, _ = written(tmp_path, before, before + field)
    assert "this field is not known" in refusal(path)[0]


_NO_WORDS = ["{a: b}", "? {a: {b: {c: d}}}\n", "? [a, [b]]\n", "? - a\n  - b\n", "? " * 14 + "a\n", "{{{a: b}: c}: d}"]
_NAMED_BEFORE = ["&a {b: c}", "&a {b: {c: d}}", "&a [b, c]"]


@pytest.mark.parametrize(("before", "name", "line"), [*(("", name, 2) for name in _NO_WORDS), *((f"x: {named}\n", "*a ", 3) for named in _NAMED_BEFORE)])
def test_a_field_whose_name_is_no_word_is_told_with_its_line(tmp_path: Path, before: str, name: str, line: int) -> None:
    path = tmp_path / "plan.yml"
    path.write_text(f'id: "2022"\n{before}{name}: c\n', "utf-8")
    with pytest.raises(PlanError) as refused:
        load_plans(tmp_path)
    assert re.fullmatch(rf"[^:]*plan\.yml:{line}: the name of a field is expected here; check the colon and the brackets", str(refused.value))
