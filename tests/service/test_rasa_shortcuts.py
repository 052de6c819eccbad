"""What Rasa does for each message, done with less work, comes out as Rasa does it."""

from __future__ import annotations

import ast
import inspect
from pathlib import Path
from typing import Any

import pytest
import rasa.core.actions.action
import rasa.core.processor
from jsonschema import ValidationError
from rasa.core.actions.action import RemoteAction
from rasa.core.nlg.response import TemplatedNaturalLanguageGenerator
from rasa.engine.exceptions import GraphRunError
from rasa.engine.graph import ExecutionContext, GraphComponent, GraphSchema, SchemaNode
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, ActiveLoop, BotUttered, Event, SlotSet, UserUttered
from rasa.shared.core.slots import AnySlot
from rasa.shared.core.trackers import DialogueStateTracker, EventVerbosity
from rasa.shared.utils.common import all_subclasses
from rasa.utils.endpoints import EndpointConfig
from rasa_sdk import Tracker

from bot.service.action_endpoint import check_replies_with_one_validator, send_last_message_only
from bot.service.graph_runner import OrderedGraphRunner
from bot.service.rasa_shortcuts import (
    copy_conversations_as_they_are,
    look_events_up_once,
    make_default_actions_once,
    pick_wordings_without_arrays,
    tell_once_whether_the_domain_is_empty,
)


class Arithmetic(GraphComponent):
    @classmethod
    def create(cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource, execution_context: ExecutionContext) -> Arithmetic:
        return cls()

    def double(self, number: int) -> int:
        return 2 * number

    def add(self, one: int, other: int) -> int:
        return one + other


def node(fn: str, **needs: str) -> SchemaNode:
    return SchemaNode(needs=needs, uses=Arithmetic, constructor_name="create", fn=fn, config={}, eager=True)


SCHEMA = GraphSchema(
    {
        "sum": node("add", one="left", other="right"),  # stands before what it needs
        "left": node("double", number="__number__"),
        "right": node("double", number="left"),
        "aside": node("double", number="__number__"),
    }
)


@pytest.mark.parametrize("targets", [["sum"], ["left", "aside"], ["right"]])
def test_the_graph_gives_what_rasas_runner_gives(tmp_path: Path, targets: list[str]) -> None:
    given = [runner.create(SCHEMA, LocalModelStorage.create(tmp_path), ExecutionContext(SCHEMA)) for runner in (OrderedGraphRunner, DaskGraphRunner)]
    for number in (3, 4):
        ours, theirs = (runner.run(inputs={"__number__": number}, targets=targets) for runner in given)
        assert ours == theirs


def test_an_input_with_the_name_of_a_node_is_refused(tmp_path: Path) -> None:
    runner = OrderedGraphRunner.create(SCHEMA, LocalModelStorage.create(tmp_path), ExecutionContext(SCHEMA))
    with pytest.raises(GraphRunError, match="left"):
        runner.run(inputs={"left": 1}, targets=["right"])


@pytest.mark.parametrize(
    "reply",
    [
        {"events": "none"},
        {"responses": [1]},
        {"events": [{"event": 1}]},
        {"events": [{}]},
        {"events": [{"event": "no_such"}]},
        {"events": [{"event": "slot", "name": 1}]},
        {"events": [{"event": "user", "parse_data": []}]},
    ],
)
def test_a_reply_that_is_none_is_refused_as_by_rasa(reply: dict[str, Any]) -> None:
    action = RemoteAction("action_answer", None)
    check_replies_with_one_validator()
    with pytest.raises(ValidationError):
        action._validate_action_result(reply)


def test_a_good_reply_is_accepted() -> None:
    check_replies_with_one_validator()
    reply = {"events": [{"event": "slot", "name": "memory", "value": None, "timestamp": None}], "responses": [{"text": "vâng"}]}
    assert RemoteAction("action_answer", None)._validate_action_result(reply)


def test_the_action_server_reads_of_a_conversation_what_it_reads_of_all_that_rasa_sends(monkeypatch: pytest.MonkeyPatch) -> None:
    tracker = DialogueStateTracker.from_events("somebody", [ActionExecuted("action_listen")], [AnySlot("memory", mappings=[{"type": "custom"}])])
    for number in range(3):
        tracker.update(UserUttered(f"câu {number}", {"name": "lead"}, [{"entity": "task", "value": "nv-02"}], input_channel=f"channel {number}"))
        if number < 2:
            for event in (ActionExecuted("action_answer"), SlotSet("memory", {"turn": number}), BotUttered("vâng"), ActionExecuted("action_listen")):
                tracker.update(event)
    action, domain = RemoteAction("action_answer", None), Domain.empty()
    theirs = action._action_call_format(tracker, domain)
    monkeypatch.setattr(RemoteAction, "_action_call_format", RemoteAction._action_call_format)
    send_last_message_only()
    ours = action._action_call_format(tracker, domain)
    assert [event["text"] for event in ours["tracker"]["events"]] == ["câu 2"]
    assert {**ours, "tracker": None} == {**theirs, "tracker": None}
    read = [
        (each.sender_id, each.latest_message, each.get_latest_input_channel(), each.current_slot_values(), each.latest_action_name)
        for each in (Tracker.from_dict(call["tracker"]) for call in (ours, theirs))
    ]
    assert read[0] == read[1] and read[0][2:4] == ("channel 2", {"memory": {"turn": 1}})


def test_every_wording_of_a_response_is_picked_as_by_rasa(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(TemplatedNaturalLanguageGenerator, "_random_response_for", TemplatedNaturalLanguageGenerator._random_response_for)
    writer = TemplatedNaturalLanguageGenerator({"utter_hello": [{"text": "chào"}, {"text": "dạ chào"}, {"text": "hello", "channel": "zalo"}]})
    theirs = {channel: {str(writer._random_response_for("utter_hello", channel, {})) for _ in range(99)} for channel in ("rest", "zalo")}
    pick_wordings_without_arrays()
    ours = {channel: {str(writer._random_response_for("utter_hello", channel, {})) for _ in range(99)} for channel in ("rest", "zalo")}
    assert ours == theirs and len(ours["rest"]) == 2
    assert writer._random_response_for("utter_no_such", "rest", {}) is None


def test_events_are_read_as_rasa_reads_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Event, "resolve_by_type", Event.resolve_by_type)
    theirs = Event.resolve_by_type
    look_events_up_once()
    for kind in all_subclasses(Event):
        assert Event.resolve_by_type(kind.type_name) is theirs(kind.type_name)
    for _ in range(2):
        with pytest.raises(ValueError, match="no_such"):
            Event.resolve_by_type("no_such")


def test_a_domain_is_empty_when_rasa_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Domain, "is_empty", Domain.is_empty)
    tell_once_whether_the_domain_is_empty()
    domains = [Domain.empty(), Domain.from_dict({"intents": ["lead"]}), Domain.from_dict({"responses": {"utter_lead": [{"text": "vâng"}]}})]
    for _ in range(2):
        assert [domain.is_empty() for domain in domains] == [True, False, False]


def test_rasas_processor_copies_for_its_debug_lines_only() -> None:
    tree = ast.parse(inspect.getsource(rasa.core.processor))
    logged = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and ast.unparse(node.func) == "structlogger.debug"]
    in_log_lines = {id(name) for call in logged for name in ast.walk(call) if isinstance(name, ast.Name)}
    copying = [node for node in ast.walk(tree) if isinstance(node, ast.Attribute) and ast.unparse(node.value) == "copy"]
    assert {node.attr for node in copying} == {"deepcopy"}
    assert all(id(node.value) in in_log_lines for node in copying)


def test_a_copied_conversation_is_what_rasa_copies_and_goes_its_own_way(monkeypatch: pytest.MonkeyPatch) -> None:
    tracker = DialogueStateTracker("somebody", [AnySlot("memory", mappings=[{"type": "custom"}])], max_event_history=8)
    for number in range(3):
        for event in (UserUttered(f"câu {number}", {"name": "lead"}), SlotSet("memory", {"turn": number}), BotUttered("vâng"), ActionExecuted("action_listen")):
            tracker.update(event)
    theirs = tracker.copy()
    monkeypatch.setattr(DialogueStateTracker, "copy", DialogueStateTracker.copy)
    copy_conversations_as_they_are()
    ours = tracker.copy()
    states = [(each.current_state(EventVerbosity.ALL), each.slots, each.events.maxlen, each.latest_bot_utterance) for each in (ours, theirs)]
    assert states[0] == states[1]
    for event in (UserUttered("câu khác", {"name": "thank"}), SlotSet("memory", {"turn": 9}), BotUttered("dạ"), ActiveLoop("form")):
        ours.update(event)
    assert (tracker.current_state(EventVerbosity.ALL), tracker.slots, tracker.events.maxlen, tracker.latest_bot_utterance) == states[1]


def test_default_actions_are_those_of_rasa_for_each_endpoint(monkeypatch: pytest.MonkeyPatch) -> None:
    endpoints = [EndpointConfig("http://127.0.0.1:1"), EndpointConfig("http://127.0.0.1:2"), None]
    theirs = [rasa.core.actions.action.default_actions(endpoint) for endpoint in endpoints]
    monkeypatch.setattr(rasa.core.actions.action, "default_actions", rasa.core.actions.action.default_actions)
    make_default_actions_once()
    for _ in range(2):
        for endpoint, actions in zip(endpoints, theirs, strict=True):
            ours = rasa.core.actions.action.default_actions(endpoint)
            assert [(type(action), vars(action)) for action in ours] == [(type(action), vars(action)) for action in actions]
