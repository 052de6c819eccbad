"""Rasa's graph run in the order of its needs, without a scheduler."""

from __future__ import annotations

from graphlib import TopologicalSorter
from typing import Any

import rasa.core.processor
from rasa.engine.exceptions import GraphRunError
from rasa.engine.graph import GraphSchema
from rasa.engine.runner.dask import DaskGraphRunner

Order = list[tuple[str, tuple[str, ...]]]


class OrderedGraphRunner(DaskGraphRunner):
    """Runs the nodes one after another, each after those that it needs.

    So does Dask's scheduler, as Rasa calls it, but that one plans the graph anew at every call (bench/service.py).
    """

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._orders: dict[tuple[str, ...], Order] = {}  # by targets; the schema never changes

    def run(self, inputs: dict[str, Any] | None = None, targets: list[str] | None = None) -> dict[str, Any]:
        """The outputs of *targets* (see the parent class). *inputs* are known by the names that nodes need them by."""
        wanted = tuple(targets or self._graph_schema.target_names)
        if wanted not in self._orders:
            self._orders[wanted] = _order(self._graph_schema.minimal_graph_schema(list(wanted)))
        done: dict[str, Any] = {name: (name, value) for name, value in (inputs or {}).items()}
        if clashing := done.keys() & self._instantiated_nodes.keys():
            raise GraphRunError(f"Inputs have the names of nodes: {', '.join(sorted(clashing))}.")
        for name, needs in self._orders[wanted]:
            done[name] = self._instantiated_nodes[name](*(done.get(need, need) for need in needs))
        return {name: done[name][1] for name in wanted}


def _order(schema: GraphSchema) -> Order:
    needs = {name: tuple(node.needs.values()) for name, node in schema.nodes.items()}
    return [(name, needs[name]) for name in TopologicalSorter(needs).static_order() if name in needs]


def run_graphs_in_order() -> None:
    """Let Rasa's message processor load models with this runner; it names Dask's."""
    rasa.core.processor.DaskGraphRunner = OrderedGraphRunner
