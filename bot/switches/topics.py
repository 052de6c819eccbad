"""Which subject of the plans an officer means: by its id or a name, with the nearest ones if there is none."""

from __future__ import annotations

from collections.abc import Iterator

from rapidfuzz import fuzz, process

from bot.language.normalise import fold, normalise
from bot.plan.find import Library, Subject

MOST_SUGGESTED = 3
LEAST_LIKENESS = 55.0  # of 100


class UnknownTopicError(ValueError):
    """No subject has that name, or several have; the text is for the officer."""


def topic_named(library: Library, text: str) -> Subject:
    """The subject with the id («cap-quang», or «2022/cap-quang» among several plans), name or alias *text*. Raises UnknownTopicError."""
    key = _key(text)
    for names in (_ids, _own_names, _aliases):
        found = list(dict.fromkeys(subject for name, subject in names(library) if _key(name) == key))
        if len(found) == 1:
            return found[0]
        if found:
            raise UnknownTopicError(f"«{text}» may be {_listed(found)}; give one of these ids")
    near = _nearest(library, key)
    raise UnknownTopicError(f"no subject is called «{text}»" + (f"; did you mean {_listed(near)}?" if near else ""))


def _nearest(library: Library, key: str) -> list[Subject]:
    names = [(_key(name), subject) for source in (_ids, _own_names, _aliases) for name, subject in source(library)]
    scored = process.extract(key, [name for name, _ in names], scorer=fuzz.WRatio, score_cutoff=LEAST_LIKENESS, limit=20)
    return list(dict.fromkeys(names[place][1] for _, _, place in scored))[:MOST_SUGGESTED]


def _listed(subjects: list[Subject]) -> str:
    return ", ".join(f"{subject.ref} ({subject.kind}: {subject.entry.name})" for subject in subjects)


def _subjects(library: Library) -> Iterator[Subject]:
    for plan in library.plans:
        for entry in plan.subjects():
            yield Subject(plan, entry)


def _ids(library: Library) -> Iterator[tuple[str, Subject]]:
    for subject in _subjects(library):
        yield subject.ref, subject
        yield subject.entry.id, subject


def _own_names(library: Library) -> Iterator[tuple[str, Subject]]:
    for subject in _subjects(library):
        yield subject.entry.name, subject
        yield subject.entry.label, subject


def _aliases(library: Library) -> Iterator[tuple[str, Subject]]:
    for subject in _subjects(library):
        for alias in (*subject.entry.aliases, *subject.entry.shared_aliases):
            yield alias, subject


def _key(text: str) -> str:
    return " ".join(fold(normalise(text).text).split())
