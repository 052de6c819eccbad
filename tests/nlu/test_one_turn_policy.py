"""The dialogue's rules: learnt as RulePolicy learns them, saved, loaded, followed."""

from pathlib import Path

import pytest
from rasa.core.policies.rule_policy import InvalidRule
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, Event, UserUttered
from rasa.shared.core.generator import TrackerWithCachedStates, TrainingDataGenerator
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.core.training_data.story_reader.yaml_story_reader import YAMLStoryReader
from rasa.shared.core.training_data.structures import StoryGraph

from bot.nlu.one_turn_policy import OneTurnRulePolicy

DOMAIN = Domain.from_dict(
    {
        "intents": ["ask", "greet", "unruled"],
        "entities": ["target"],
        "actions": ["action_answer", "action_fallback"],
        "responses": {"utter_greet": [{"text": "chào"}]},
    }
)
ONE_TURN = "rules:\n- rule: a\n  steps: [{intent: ask}, {action: action_answer}]\n- rule: b\n  steps: [{intent: greet}, {action: utter_greet}]\n"
LISTEN = ActionExecuted("action_listen")


@pytest.fixture
def storage(tmp_path: Path) -> LocalModelStorage:
    return LocalModelStorage.create(tmp_path)


def _trackers(rules: str) -> list[TrackerWithCachedStates]:
    steps = YAMLStoryReader(DOMAIN).read_from_string(f'version: "3.1"\n{rules}')
    return TrainingDataGenerator(StoryGraph(steps), DOMAIN).generate()


def _train(storage: LocalModelStorage, rules: str) -> OneTurnRulePolicy:
    config = {**OneTurnRulePolicy.get_default_config(), "core_fallback_action_name": "action_fallback"}
    where = config, storage, Resource("policy"), ExecutionContext(GraphSchema({}))
    OneTurnRulePolicy.create(*where).train(_trackers(rules), DOMAIN)
    return OneTurnRulePolicy.load(*where)


def _next_action(policy: OneTurnRulePolicy, *events: Event) -> str:
    tracker = DialogueStateTracker.from_events("citizen", list(events), domain=DOMAIN)
    probabilities = policy.predict_action_probabilities(tracker, DOMAIN).probabilities
    return DOMAIN.action_names_or_texts[probabilities.index(max(probabilities))]


def test_each_ask_leads_to_its_action_then_the_bot_listens_wherever_the_conversation_stands(storage: LocalModelStorage) -> None:
    policy = _train(storage, ONE_TURN)
    first = (LISTEN, UserUttered("còn cáp quang?", intent={"name": "ask"}))
    assert _next_action(policy, *first) == "action_answer"
    second = (*first, ActionExecuted("action_answer"))
    assert _next_action(policy, *second) == "action_listen"
    third = (*second, LISTEN, UserUttered("chào", intent={"name": "greet"}))
    assert _next_action(policy, *third) == "utter_greet"
    assert _next_action(policy, *third, ActionExecuted("utter_greet")) == "action_listen"


def test_a_message_without_a_rule_leads_to_the_fallback_action(storage: LocalModelStorage) -> None:
    policy = _train(storage, ONE_TURN)
    assert _next_action(policy, LISTEN, UserUttered("abc", intent={"name": "unruled"})) == "action_fallback"
    assert _next_action(policy, LISTEN, UserUttered("abc", intent={})) == "action_fallback"


@pytest.mark.parametrize(
    "steps",
    ["{intent: ask}, {action: action_answer}, {action: utter_greet}", "{intent: ask, entities: [{target: x}]}, {action: action_answer}"],
    ids=["two actions", "an entity as condition"],
)
def test_a_rule_that_the_policy_could_not_follow_is_refused_at_training(storage: LocalModelStorage, steps: str) -> None:
    with pytest.raises(InvalidRule, match="one intent and one action"):
        _train(storage, f"rules:\n- rule: a\n  steps: [{steps}]\n")
