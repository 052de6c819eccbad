"""What may be drawn beside an answer: goals that it states, and none beside a refusal."""

from __future__ import annotations

import pytest

from bot.answers.answer import Context
from bot.answers.card import KEY, card
from bot.answers.memory import Memory
from bot.answers.outcome import Outcome
from bot.api.wording import Wording
from bot.paths import LEXICON, PHRASES
from bot.web.cards import Card, Cards
from tests.answers.asking import Reply, ask, question, reply, responses, say
from tests.answers.test_every_question import replies
from tests.support import library, phrases, the_plan

CARDS = Cards(library(), phrases(), Wording.from_file(PHRASES))


def drawn(of: Reply) -> list[str]:
    """The ids of the goals that are drawn beside a reply."""
    told = card(of.answers, Context(library(), phrases(), Memory()))
    return [figure["id"] for figure in CARDS.figures(Card.read([told]), of.texts)]


def test_a_goal_that_is_told_is_drawn() -> None:
    assert drawn(say("cáp quang bao nhiêu phần trăm", "target_value")) == ["cap-quang"]
    assert drawn(say("cáp quang 50% đúng không", "verify_claim")) == ["cap-quang"]


def test_every_goal_of_a_list_is_drawn_in_the_order_of_the_list() -> None:
    assert drawn(ask("list_targets")) == [target.id for target in the_plan().targets]


def test_what_is_answered_without_a_goal_draws_none() -> None:
    assert drawn(say("ai chủ trì cáp quang", "lead")) == []
    assert drawn(say("xin chào", "greet")) == []


def test_nothing_is_drawn_beside_a_refusal() -> None:
    refused = [(asked, said) for asked, said in replies() if all(answer.outcome is not Outcome.ANSWERED for answer in said.answers)]
    assert len(refused) > 1000
    assert [asked for asked, said in refused if drawn(said)] == []


def test_whatever_is_drawn_stands_in_the_words_with_its_figure() -> None:
    """In the response chosen here; Rasa may choose another variant, which holds the same blanks."""
    figures = {target.id: phrases().figure(target.figure) for target in the_plan().targets}
    seen = set()
    for asked, said in replies():
        for goal in drawn(said):
            assert figures[goal] in said.text, asked
            seen.add(goal)
    assert seen == set(figures)


def test_a_question_about_one_target_whose_goal_is_told_draws_exactly_this_one() -> None:
    wrong = []
    for asked, said in replies():
        if len(said.answers) == 1 and said.answers[0].response == "utter_target_value":
            (subject,) = said.answers[0].subjects
            if drawn(said) != [subject.partition("/")[2]]:
                wrong.append(asked)
    assert wrong == []


def test_of_two_questions_only_the_answered_one_is_drawn() -> None:
    other = next(target for target in the_plan().targets if target.id != "cap-quang")
    refused = question("target_value", ("target", "2022/cap-quang"), ("year", "2030"))
    said = reply(refused, question("target_value", ("target", f"2022/{other.id}"), start=200))
    assert [answer.outcome for answer in said.answers] == [Outcome.OUT_OF_PLAN, Outcome.ANSWERED]
    assert drawn(said) == [other.id]


def test_a_card_names_sources_and_frames_by_ids() -> None:
    said = say("cáp quang bao nhiêu phần trăm", "target_value")
    told = card(said.answers, Context(library(), phrases(), Memory()))[KEY]
    assert told["frames"] == [{"ask": "target_value", "subjects": ["2022/cap-quang"], "qualifiers": {}, "outcome": "answered"}]
    target = next(target for target in the_plan().targets if target.id == "cap-quang")
    cites = [library().source(the_plan(), source).cite for source in target.sources]
    assert [source["cite"] for source in CARDS.sources(Card.read([{KEY: told}]))] == cites


@pytest.mark.parametrize(
    ("text", "intent", "limits"),
    [
        ("Hà Nội năm 2023 cáp quang 85% đúng không", "verify_claim", {"year": ["2023"], "place": ["Hà Nội"], "figure": ["85"]}),
        ("đến 31/12/2030 cáp quang bao nhiêu", "target_value", {"year": ["2030"]}),
        ("ở Sài Gòn cáp quang 65 đến 70 phần trăm đúng không", "verify_claim", {"place": ["Thành phố Hồ Chí Minh"], "figure": ["65-70"]}),
        ("số hóa hồ sơ cấp huyện từ ngày nào", "deadline", {"level": ["district"]}),
    ],
)
def test_a_card_tells_what_the_question_was_limited_to(text: str, intent: str, limits: dict[str, list[str]]) -> None:
    (frame,) = card(say(text, intent).answers, Context(library(), phrases(), Memory()))[KEY]["frames"]
    assert frame["qualifiers"] == limits


@pytest.mark.parametrize("text", ["tỉnh mình cáp quang bao nhiêu", "quê tui cáp quang bao nhiêu", "tôi ở Nghệ An, cáp quang bao nhiêu phần trăm"])
def test_where_the_asker_lives_is_not_told(text: str) -> None:
    (frame,) = card(say(text, "target_value").answers, Context(library(), phrases(), Memory()))[KEY]["frames"]
    assert frame["qualifiers"] == {}


def test_no_word_for_ones_own_place_is_told() -> None:
    lines = (LEXICON / "places.tsv").read_text("utf-8").splitlines()
    own = [form for form, _, name in (line.partition("\t") for line in lines) if name == "của bạn"]
    assert len(own) > 20
    for form in own:
        (frame,) = card(say(f"{form} cáp quang bao nhiêu", "target_value").answers, Context(library(), phrases(), Memory()))[KEY]["frames"]
        assert "place" not in frame["qualifiers"], form


def test_variants_of_a_response_tell_the_same_goals() -> None:
    """Else what is drawn would depend on which one is chosen."""
    for name, variants in responses().items():
        assert len({("{goal}" in text, "{items}" in text, "{conditions}" in text) for text in variants}) == 1, name
