"""README and docs/ say what is there: links, make targets, glossary, fields of the plan file, checked examples, sentences of the transcript."""

import re
import shutil
import subprocess
from functools import lru_cache
from typing import Any, get_args

import pytest
from pydantic.fields import ModelField
from ruamel.yaml import YAML

from bot.paths import PROJECT
from bot.plan.load import PlanError, parse_plan
from bot.plan.model import Named, Plan, Sourced, Strict
from tests.support import RESPONSES, phrases, plans

README = PROJECT / "README.md"
PLAN_FILE = PROJECT / "docs" / "plan-file.md"
PAGES = sorted([*PROJECT.glob("*.md"), *(PROJECT / "docs").rglob("*.md")])


def section(text: str, heading: str) -> str:
    """What stands under *heading*, to the next heading of the same level or a higher one."""
    level = heading.split(" ")[0]
    lines = text[text.index(f"\n{heading}\n") + len(heading) + 2 :].splitlines()
    end = next((number for number, line in enumerate(lines) if re.match(rf"#{{1,{len(level)}}} ", line)), len(lines))
    return "\n".join(lines[:end])


def first_cells(text: str) -> list[str]:
    """The words between backticks in the first column."""
    return [word for line in text.splitlines() if line.startswith("| `") for word in re.findall(r"`([^`]+)`", line.split(" | ")[0])]


# -- links and commands


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_relative_link_leads_somewhere(page):
    links = re.findall(r"\]\(([^)#\s]+)", page.read_text("utf-8"))
    lost = [link for link in links if not re.match(r"[a-z]+:", link) and not (page.parent / link).exists()]
    assert not lost


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_path_that_a_page_names_exists(page):
    named = re.findall(r"`((?:bot|data|actions|tests|bench|docs)/[\w./-]*)`", page.read_text("utf-8"))
    named += re.findall(r"`([a-z]+\.(?:yml|toml|lock))`", page.read_text("utf-8"))
    invented = {"2023.yml"}  # the example of a new plan
    lost = [path for path in named if path not in invented and not (PROJECT / path).exists()]
    assert not lost


def test_every_make_target_of_the_pages_exists_and_is_listed_by_make_help():
    named = {target for page in PAGES for target in re.findall(r"\bmake ([a-z]+)\b", "\n".join(code_of(page.read_text("utf-8"))))}
    make = shutil.which("make")
    assert make, "make is needed for this test"
    helped = subprocess.run([make, "--no-print-directory", "-C", str(PROJECT), "help"], capture_output=True, text=True, check=True, timeout=60).stdout
    rules = set(re.findall(r"^([a-z]+):", (PROJECT / "Makefile").read_text("utf-8"), re.MULTILINE))
    assert {"serve", "test"} <= named
    assert named <= rules
    assert not [target for target in sorted(named) if not re.search(rf"\b{target}\b", helped)]


def code_of(text: str) -> list[str]:
    """What stands between backticks and in fenced blocks: where a command is meant as one."""
    return re.findall(r"```.*?```|`[^`\n]+`", text, re.DOTALL)


def test_the_pages_name_no_place_of_one_machine():
    found = [(page.name, word) for page in PAGES for word in re.findall(r"(?<![\w.])/(?:work|tmp|home|root|usr|opt)/\S*", page.read_text("utf-8"))]
    assert not found


# -- the glossary


def test_every_word_of_the_glossary_is_used_in_code_or_docs():
    words = [line.split("|")[1].strip() for line in section(README.read_text("utf-8"), "## Words").splitlines() if re.match(r"\| [a-z]", line)]
    assert len(words) > 10
    places = [*(PROJECT / "bot").rglob("*.py"), *(PROJECT / "actions").rglob("*.py"), *(PROJECT / "docs").rglob("*.md"), *(PROJECT / "tests").rglob("*.py")]
    text = "\n".join(path.read_text("utf-8") for path in places if path.name != "test_docs.py").lower()
    assert not [word for word in words if not re.search(rf"\b{word}", text)]


# -- the plan file's page


def models() -> dict[type[Strict], set[str]]:
    """Every model of the plan file, with the keys that it stands under in the file."""
    found: dict[type[Strict], set[str]] = {Plan: set()}
    waiting: list[type[Strict]] = [Plan]
    while waiting:
        for field in waiting.pop().__fields__.values():
            for model in inner_models(field.outer_type_):
                if model not in found:
                    waiting.append(model)
                found.setdefault(model, set()).add(field.alias)
    return found


def inner_models(annotation: Any) -> list[type[Strict]]:
    """The models in a field's type: tuple[Target, ...], Sourced | None, …"""
    if isinstance(annotation, type) and issubclass(annotation, Strict):
        return [annotation]
    return [model for argument in get_args(annotation) for model in inner_models(argument)]


@lru_cache(maxsize=1)
def field_tables() -> dict[str, str]:
    """The sections under «Các trường», by heading."""
    text = section(PLAN_FILE.read_text("utf-8"), "## Các trường")
    headings = re.findall(r"^### .+$", text, re.MULTILINE)
    return {heading: section("\n" + text, heading) for heading in headings}


SHARED = {Named: "### Trường chung của mọi mục được gọi tên", Sourced: "### Câu có nguồn", Plan: "### Cả tệp"}


def sections_of(model: type[Strict], keys: set[str]) -> list[str]:
    """The sections that describe *model*: its own, and those of what it inherits."""
    found = [heading for base, heading in SHARED.items() if issubclass(model, base)]
    return found + [heading for heading in field_tables() if keys & set(re.findall(r"`(\w+)`", heading))]


@pytest.mark.parametrize(("model", "keys"), models().items(), ids=lambda value: getattr(value, "__name__", ""))
def test_every_field_of_the_plan_file_is_described(model, keys):
    described = {name for heading in sections_of(model, keys) for name in first_cells(field_tables()[heading])}
    assert described, f"no section for {keys}"
    assert not [field.alias for field in model.__fields__.values() if field.alias not in described]


@pytest.mark.parametrize("heading", list(field_tables()))
def test_no_field_is_described_that_the_plan_file_does_not_know(heading):
    if heading.startswith("### Kiểu hỏi"):
        known = {name for intent in YAML(typ="safe").load((PROJECT / "domain.yml").read_text("utf-8"))["intents"] for name in intent}
    else:
        known = {field.alias for model, keys in models().items() if heading in sections_of(model, keys) for field in model.__fields__.values()}
    assert first_cells(field_tables()[heading])
    assert not [name for name in first_cells(field_tables()[heading]) if name not in known]


@pytest.mark.parametrize(("model", "keys"), models().items(), ids=lambda value: getattr(value, "__name__", ""))
def test_required_fields_are_marked(model, keys):
    own = [heading for heading in sections_of(model, keys) if heading not in SHARED.values() or heading == SHARED.get(model)]
    lines = [line for heading in own for line in field_tables()[heading].splitlines()]
    for field in model.__fields__.values():
        told = [line for line in lines if line.startswith((f"| `{field.alias}` ", f"| `{field.alias}`\\* "))]
        if told:
            assert any(("\\*" in line.split(" | ")[0]) == is_required(field) for line in told), field.alias


def is_required(field: ModelField) -> bool:
    """Whether the key must stand in the file (pillar: null is a value too)."""
    return bool(field.required)


def asks_in_use() -> set[str]:
    return {ask for plan in plans() for subject in plan.subjects() for fact in getattr(subject, "facts", ()) for ask in fact.asks}


def test_every_ask_that_facts_answer_is_explained_to_the_officer():
    heading = next(heading for heading in field_tables() if heading.startswith("### Kiểu hỏi"))
    assert asks_in_use() <= set(first_cells(field_tables()[heading]))


def example_plan() -> str:
    """The shortest plan file of the page."""
    return next(block for block in re.findall(r"```yaml\n(.*?)```", PLAN_FILE.read_text("utf-8"), re.DOTALL) if block.startswith("id:"))


def test_the_example_of_a_new_plan_is_accepted():
    plan = parse_plan(example_plan(), "example")
    assert plan.targets


def test_the_complaint_about_the_example_is_the_one_printed():
    page = PLAN_FILE.read_text("utf-8")
    wrong = re.search(r'Ghi nhầm `(value: "\d+")`', page)
    assert wrong
    printed = re.search(r"```text\n(.+)\n```", page)
    assert printed
    with pytest.raises(PlanError) as refused:
        parse_plan(re.sub(r'value: "\d+"', wrong[1], example_plan()), "data/plan/2023.yml")
    assert list(refused.value.lines) == [printed[1]]


def test_every_complaint_of_the_page_is_one_that_the_check_makes():
    code = "\n".join(path.read_text("utf-8") for path in sorted((PROJECT / "bot" / "plan").glob("*.py")))
    code = re.sub(r"\{[^{}\s]+\}", "…", code.replace("{{", "{").replace("}}", "}"))
    text = section(PLAN_FILE.read_text("utf-8"), "## Kiểm tra tệp")
    complaints = first_cells(text)
    assert len(complaints) > 10
    assert not [complaint for complaint in complaints if re.sub(r"\{[^{}\s]+\}", "…", complaint) not in code]


# -- the transcript


def transcript() -> list[str]:
    """What the bot says in the README, without the buttons."""
    block = next(block for block in re.findall(r"```text\n(.*?)```", README.read_text("utf-8"), re.DOTALL) if "Bạn:" in block)
    return re.findall(r"^Trợ lý: ([^\[\n].+)$", block, re.MULTILINE)


@lru_cache(maxsize=1)
def sentences() -> list[re.Pattern[str]]:
    """Every wording of every response, with any facts in its blanks."""
    texts = []
    for path in sorted(RESPONSES.glob("*.yml")):
        for variants in YAML(typ="safe").load(path.read_text("utf-8"))["responses"].values():
            texts += [variant["text"] for variant in variants]
    pieces = [re.split(r"\{\w+\}", text) for text in texts]
    return [re.compile("(.+)".join(map(re.escape, parts))) for parts in pieces if any(parts)]  # «{text}» alone fits anything


def test_the_transcript_says_only_what_the_bot_can_say():
    assert len(transcript()) >= 8
    assert not [line for line in transcript() if not any(pattern.fullmatch(line) for pattern in sentences())]


def test_the_figures_and_sources_of_the_transcript_stand_in_the_plan():
    figures = {phrases().figure(target.figure).split(" ")[-1] for plan in plans() for target in plan.targets}
    cites = {source.cite for plan in plans() for source in plan.sources}
    for line in transcript():
        assert set(re.findall(r"[\d,-]+%", line)) <= figures
        if line.startswith("Nguồn: "):
            assert set(line.removeprefix("Nguồn: ").rstrip(".").split("; ")) <= cites


# -- the word lists


def test_every_word_list_is_described():
    described = first_cells((PROJECT / "docs" / "lexicon.md").read_text("utf-8"))
    assert {path.name for path in (PROJECT / "data" / "lexicon").glob("*.tsv")} == {name for name in described if name.endswith(".tsv")}
