"""From answers to Rasa responses: one bubble for each answer, one for sources, notes and next questions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from bot.answers.answer import Answer, Note
from bot.answers.memory import Memory
from bot.plan.find import Library


@dataclass(frozen=True)
class Bubble:
    """A response of the domain with its variables and buttons, as dispatcher.utter_message takes them."""

    response: str
    facts: dict[str, str]
    buttons: tuple[dict[str, str], ...] = ()


def bubbles(
    answers: Sequence[Answer],
    library: Library,
    memory: Memory,
    *,
    source_apart: bool = False,
    reminder: str | None = None,
    settings: Mapping[str, str] | None = None,
) -> Iterator[Bubble]:
    """What is said, in order; notes that *memory* has not told yet are told and remembered.

    source_apart: the line with the sources is a bubble of its own and the last one, for a page that shows it in its own way.
    reminder: a response that is said below the answers. settings: what answers may tell of the service.
    """
    notes = _text(_new_notes(answers, memory))
    cites = "; ".join(dict.fromkeys(library.source(answer.plan, source).cite for answer in answers for source in answer.sources))
    buttons = tuple({"title": button.title, "payload": button.question} for button in answers[-1].buttons)
    said = [Bubble(answer.response, {**(settings or {}), **_variables(answer)}) for answer in answers]
    if reminder is not None:
        said.append(Bubble(reminder, {}))
    if cites and notes and not source_apart:
        said.append(Bubble("utter_source_note", {"sources": cites, "notes": notes}))
    else:
        said += [Bubble("utter_note", {"notes": notes})] if notes else []
        said += [Bubble("utter_source", {"sources": cites})] if cites else []
    yield from said[:-1]
    yield replace(said[-1], buttons=buttons)


def _variables(answer: Answer) -> dict[str, str]:
    facts: dict[str, Any] = dict(answer.facts)
    if "plan" in facts:  # some sentences begin with the plan's name
        facts["plan_capital"] = facts["plan"][:1].upper() + facts["plan"][1:]
    return facts


def _new_notes(answers: Sequence[Answer], memory: Memory) -> list[Note]:
    new = {note.id: note for answer in answers for note in answer.notes if note.id not in memory.told}
    memory.told.extend(new)
    return list(new.values())


def _text(notes: Sequence[Note]) -> str:
    return " ".join(dict.fromkeys(note.statement.text for note in notes))
