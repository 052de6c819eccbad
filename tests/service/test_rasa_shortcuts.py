"""What Rasa does for each message, done with less work, comes out as Rasa does it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from jsonschema import ValidationError
from rasa.core.actions.action import RemoteAction
from rasa.engine.exceptions import GraphRunError
from rasa.engine.graph import ExecutionContext, GraphComponent, GraphSchema, SchemaNode
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage

from bot.service.action_endpoint import check_replies_with_one_validator
from bot.service.graph_runner import OrderedGraphRunner


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


@pytest.mark.parametrize("reply", [{"events": "none"}, {"responses": [1]}, {"events": [{"event": 1}]}])
def test_a_reply_that_is_none_is_refused_as_by_rasa(reply: dict[str, Any]) -> None:
    action = RemoteAction("action_answer", None)
    check_replies_with_one_validator()
    with pytest.raises(ValidationError):
        action._validate_action_result(reply)


def test_a_good_reply_is_accepted() -> None:
    check_replies_with_one_validator()
    reply = {"events": [{"event": "slot", "name": "memory", "value": None, "timestamp": None}], "responses": [{"text": "vâng"}]}
    assert RemoteAction("action_answer", None)._validate_action_result(reply)
