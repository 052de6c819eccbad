"""The responses: each one said, none missing, none twice, none that a channel would cut in two."""

import ast
import re
from pathlib import Path

import pytest
from ruamel.yaml import YAML
from ruamel.yaml.constructor import DuplicateKeyError

from bot.paths import PROJECT
from bot.service.validation import uttered
from tests.answers.asking import asks, blanks, responses
from tests.answers.test_every_question import replies
from tests.content.code import modules, texts
from tests.support import RESPONSES

NAME = re.compile(r"utter_[a-z_]+[a-z]")
# Variables that bubbles get beyond an answer's facts.
FILLED_IN = {"plan_capital", "sources", "notes", "days"}


def literal_names() -> set[str]:
    return {text.value for text in texts("bot/", "actions/") if not text.is_template and NAME.fullmatch(text.value)}


def test_every_response_that_the_code_names_exists() -> None:
    assert literal_names() - set(responses()) == set()


def test_every_name_that_the_code_builds_may_become_a_response() -> None:
    patterns = [
        (str(text), re.sub(r"\\\{\\\}", "[a-z_]+", re.escape(text.value))) for text in texts("bot/", "actions/") if text.is_template and "utter_" in text.value
    ]
    assert patterns
    assert [place for place, pattern in patterns if not any(re.fullmatch(pattern, name) for name in responses())] == []


def test_every_response_is_said() -> None:
    """By one of the questions that the answers are tested with, or by its name in the code."""
    said = {bubble.response for _, reply in replies() for bubble in reply.bubbles}
    assert set(responses()) - said - literal_names() == set()


def test_the_check_finds_every_response_said() -> None:
    said = list(uttered([PROJECT / "actions", PROJECT / "bot" / "answers"], asks()))
    assert [response for response in responses() if not any(name.fullmatch(response) for name in said)] == []


def test_no_response_is_defined_twice() -> None:
    seen: dict[str, str] = {}
    for path in sorted((PROJECT / "data").rglob("*.yml")) + [PROJECT / "domain.yml"]:
        content = YAML(typ="safe").load(path.read_text("utf-8"))
        for name in content.get("responses") or {}:
            assert name not in seen, f"{name} stands in {seen.get(name)} and in {path.name}"
            seen[name] = path.name


def test_a_name_repeated_in_one_file_is_refused() -> None:
    with pytest.raises(DuplicateKeyError):
        YAML(typ="safe").load("responses:\n  utter_a: [{text: a}]\n  utter_a: [{text: b}]\n")


@pytest.mark.parametrize("name", sorted(responses()))
def test_a_response_is_whole_and_no_channel_splits_it(name: str) -> None:
    variants = responses()[name]
    assert 1 <= len(variants) <= 4
    assert len(set(variants)) == len(variants)
    for text in variants:
        assert text == text.strip()
        assert "\n\n" not in text
        assert len(text) <= 640
        assert all(blank and blank.isidentifier() for blank in blanks(text))


def test_responses_ask_for_no_variable_that_nothing_provides() -> None:
    """Facts are written as keyword arguments, as keys of dictionaries, or as subscripts."""
    provided = set(FILLED_IN)
    for path, tree in modules().items():
        if path.startswith(("bot/answers/", "actions/")):
            for node in ast.walk(tree):
                if isinstance(node, ast.keyword) and node.arg:
                    provided.add(node.arg)
                elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                    provided.add(node.value)
    asked = {blank for variants in responses().values() for text in variants for blank in blanks(text)}
    assert asked - provided == set()


@pytest.mark.parametrize("path", sorted(RESPONSES.glob("*.yml")), ids=lambda path: path.stem)
def test_a_response_file_holds_responses_only(path: Path) -> None:
    content = YAML(typ="safe").load(path.read_text("utf-8"))
    assert set(content) == {"version", "responses"}
    for name, variants in content["responses"].items():
        assert NAME.fullmatch(name)
        assert all(set(variant) == {"text"} for variant in variants)


def test_phrases_are_all_used() -> None:
    content = YAML(typ="safe").load((PROJECT / "data" / "phrases.yml").read_text("utf-8"))
    used = {text.value for text in texts("bot/answers/", "actions/")}
    templates = [re.sub(r"\\\{\\\}", "[a-z_]+", re.escape(text.value)) for text in texts("bot/answers/") if text.is_template and text.value.endswith("_{}")]
    unused = [
        key
        for section in ("texts", "joins", "buttons")
        for key in content[section]
        if key not in used and not any(re.fullmatch(pattern, key) for pattern in templates)
    ]
    assert unused == []


@pytest.mark.parametrize("key", sorted(YAML(typ="safe").load((PROJECT / "data" / "phrases.yml").read_text("utf-8"))["buttons"]))
def test_a_button_fits_and_asks_a_whole_question(key: str) -> None:
    button = YAML(typ="safe").load((PROJECT / "data" / "phrases.yml").read_text("utf-8"))["buttons"][key]
    assert set(button) == {"title", "question"}
    assert len(button["title"].replace("{short}", "")) <= 20
    assert blanks(button["title"]) <= {"short"}
    assert blanks(button["question"]) <= {"name", "year"}
