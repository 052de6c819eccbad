"""What of a plan file leads to a new training: all that training reads of it, and nothing else."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest

from bot.language.reading import Reader
from bot.nlu.expansion import Expander
from bot.nlu.fact_ranking import fact_examples
from bot.nlu.importer import to_examples, with_plans
from bot.nlu.linking import Linker
from bot.nlu.masking import mask
from bot.paths import LEXICON
from bot.plan.model import NOT_STATED, Plan
from bot.service.trained_from import trained_from
from tests.support import the_plan, training_data

EVERY = 60  # of so many examples one: linking them all takes minutes
Change = Callable[[dict[str, Any]], object]


@pytest.fixture(scope="module")
def stated() -> dict[str, Any]:
    content: dict[str, Any] = the_plan().dict(by_alias=True)
    return content


def training_input(plan: Plan) -> list[Any]:
    """What the classifiers and the spelling learn from: examples with other names, what is masked in them, the words of names, the facts' questions."""
    reader = Reader.from_folder(LEXICON)
    linker = Linker([plan], reader, LEXICON)
    examples = list(Expander([plan], LEXICON / "chatter.tsv").expand(with_plans(to_examples(training_data()), [plan])[::EVERY]))
    masked = []
    for example in examples:
        tokens = reader.read_plain(example.text)
        masked.append([token.text for token in mask(tokens, linker.link(tokens))])
    facts = fact_examples([plan], reader, linker, [], seed=27)[::EVERY]
    vocabulary = [[token.text for token in name] for name in linker.vocabulary()]
    return [examples, masked, vocabulary, [([token.text for token in reading], fact) for reading, fact in facts]]


def test_figures_dates_leaders_and_wordings_are_not_trained_from(stated: dict[str, Any]) -> None:
    changed = copy.deepcopy(stated)
    for target in changed["targets"]:
        target |= {"figure": {"value": "1", "unit": "hộ"}, "due": "2022-06-30", "goal": "{figure} theo cách viết khác"}
        target["counted"]["text"] = "Cách tính khác."
    for task in changed["tasks"]:
        for part in task["parts"]:
            part |= {"leads": NOT_STATED, "coordinators": NOT_STATED, "work": NOT_STATED}
    for owner in (*changed["targets"], *changed["tasks"], *changed["topics"]):
        for fact in owner["facts"]:
            fact["text"] += " Đã sửa."
    for source in changed["sources"]:
        source |= {"date": "2022-01-02", "url": "https://example.vn/", "cite": "nguồn khác"}
    before, after = Plan.parse_obj(stated), Plan.parse_obj(changed)
    assert after != before
    assert list(trained_from(after)) == list(trained_from(before))
    assert training_input(after) == training_input(before)


@pytest.mark.parametrize(
    "change",
    [
        lambda plan: plan["targets"][0].update(aliases=(*plan["targets"][0]["aliases"], "một tên mới")),
        lambda plan: plan["organisations"][0].update(name="Một tên mới"),
        lambda plan: plan["unlisted"][0].update(aliases=("một tên mới",)),
        lambda plan: plan["topics"][0]["facts"][0].update(questions=("Một câu hỏi mới?",)),
        lambda plan: plan["targets"][0].update(questions={"lead": ("Một câu hỏi mới?",)}),
        lambda plan: plan["topics"][0].update(background=not plan["topics"][0]["background"]),
        lambda plan: plan["unlisted"][0].update(questions={"lead": ("Một câu hỏi mới?",)}),
        lambda plan: plan["topics"][0]["facts"][0].update(text="Theo Quyết định 999/QĐ-TTg."),
        lambda plan: plan["topics"][0].update(facts=plan["topics"][0]["facts"][:1]),
        lambda plan: plan.update(topics=plan["topics"][:-1]),
        lambda plan: plan["decision"].update(number="28/QĐ-ABC"),
    ],
    ids=["alias", "name", "unlisted", "question", "description", "background", "unlisted description", "document", "statement", "topic", "decision"],
)
def test_names_questions_and_documents_are_trained_from(stated: dict[str, Any], change: Change) -> None:
    changed = copy.deepcopy(stated)
    change(changed)
    assert list(trained_from(Plan.parse_obj(changed))) != list(trained_from(Plan.parse_obj(stated)))
