"""The dialogue's rules, looked up: each is one ask and the action that answers it."""

from __future__ import annotations

import json
from typing import Any

from rasa.core.policies.policy import PolicyPrediction
from rasa.core.policies.rule_policy import RULES, InvalidRule, RulePolicy
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.generator import TrackerWithCachedStates
from rasa.shared.core.trackers import DialogueStateTracker


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.POLICY_WITHOUT_END_TO_END_SUPPORT, is_trainable=True)
class OneTurnRulePolicy(RulePolicy):
    """Rasa's RulePolicy for rules of one turn: an intent, an action, and then the bot listens.

    It is trained and checked as RulePolicy is. To predict, RulePolicy turns the whole conversation into states and compares
    every rule with them, before and after each action (bench/service.py); here the last message's intent is looked up. An
    intent without a rule leads to core_fallback_action_name. Options are those of RulePolicy.
    """

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._actions = _actions_by_intent(self.lookup.get(RULES, {}))

    def train(self, training_trackers: list[TrackerWithCachedStates], domain: Domain, **options: Any) -> Resource:
        """Learn the rules. Raises InvalidRule for rules that contradict each other or have more than one turn."""
        resource = super().train(training_trackers, domain, **options)
        self._actions = _actions_by_intent(self.lookup[RULES])
        return resource

    def predict_action_probabilities(
        self, tracker: DialogueStateTracker, domain: Domain, rule_only_data: dict[str, Any] | None = None, **options: Any
    ) -> PolicyPrediction:
        """The rule's action after a message, listening after an action."""
        if tracker.latest_action_name != ACTION_LISTEN_NAME:
            action = ACTION_LISTEN_NAME
        else:
            intent = tracker.latest_message.intent.get("name") if tracker.latest_message else None
            action = self._actions.get(intent or "", self._fallback_action_name)
        return self._rule_prediction(self._prediction_result(action, tracker, domain), f"{self.__class__.__name__}: {action}")


def _actions_by_intent(rules: dict[str, str]) -> dict[str, str]:
    """From RulePolicy's table (states as JSON to the next action). Raises InvalidRule for what is not one turn."""
    actions = {}
    for key, action in rules.items():
        first, *later = json.loads(key)
        asked = first.get("user", {})
        if set(first) != {"prev_action", "user"} or set(asked) != {"intent"} or len(later) > 1 or (later and action != ACTION_LISTEN_NAME):
            raise InvalidRule(f"{OneTurnRulePolicy.__name__} takes rules of one intent and one action; this one leads to {action}: {key}")
        if not later:
            actions[asked["intent"]] = action
    return actions
