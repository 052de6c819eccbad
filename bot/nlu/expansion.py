"""Training examples multiplied: other subjects of the plan in place of the written ones, and the noise of real typing."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.language.noise import fold_partly, slip, without_marks
from bot.language.normalise import fold
from bot.nlu.names import GAP, plan_aliases
from bot.plan.model import Plan

SUBSTITUTED_KINDS = ("target", "task", "organisation", "pillar", "topic")


@dataclass(frozen=True)
class Annotation:
    """A mention in an example: half-open character span and entity kind."""

    start: int
    end: int
    kind: str


@dataclass(frozen=True)
class Example:
    """A training sentence. family numbers the committed example that it was made from; about: what it describes without naming it («plan/id»)."""

    text: str
    intent: str
    annotations: tuple[Annotation, ...]
    family: int
    about: str = ""


class Expander:
    """Makes variants of examples. Those of one example depend on the seed and on its own text, so that a new example leaves the others' as they were."""

    def __init__(self, plans: Sequence[Plan], chatter: Path, *, subject_variants: int = 1, noisy_variants: int = 2, seed: int = 27) -> None:
        self._seed = seed
        self._subject_variants = subject_variants
        self._noisy_variants = noisy_variants
        names: dict[str, list[str]] = {kind: [] for kind in SUBSTITUTED_KINDS}
        for plan in plans:
            for alias, claim in plan_aliases(plan):
                if claim.kind in names and GAP not in alias:
                    names[claim.kind].append(alias)
        self._names = {kind: aliases for kind, aliases in names.items() if aliases}
        self._before, self._after = _chatter(chatter)

    def expand(self, examples: Iterable[Example]) -> Iterator[Example]:
        """Each example, followed by its variants; none that reads like an example of another intent."""
        examples = list(examples)
        intents = {example.text: example.intent for example in examples}
        for example in examples:
            for variant in self._variants(example):
                if intents.setdefault(variant.text, variant.intent) == variant.intent:
                    yield variant

    def _variants(self, example: Example) -> Iterator[Example]:
        """The example and its variants; a description has none, since each was written in another way (docs/nlu.md)."""
        rng = random.Random(f"{self._seed} {example.text}")
        yield example
        if example.about:
            return
        variants = [example]
        if any(annotation.kind in self._names for annotation in example.annotations):
            variants += [self._with_other_subjects(example, rng) for _ in range(self._subject_variants)]
            yield from variants[1:]
        for index in range(self._noisy_variants):
            yield self._noisy(variants[index % len(variants)], rng)

    def _with_other_subjects(self, example: Example, rng: random.Random) -> Example:
        text, annotations, position = "", [], 0
        for annotation in sorted(example.annotations, key=lambda annotation: annotation.start):
            text += example.text[position : annotation.start]
            names = self._names.get(annotation.kind)
            mention = rng.choice(names) if names else example.text[annotation.start : annotation.end]
            annotations.append(Annotation(len(text), len(text) + len(mention), annotation.kind))
            text += mention
            position = annotation.end
        return Example(text + example.text[position:], example.intent, tuple(annotations), example.family)

    def _noisy(self, example: Example, rng: random.Random) -> Example:
        """One way of typing the example; annotations are dropped, for their places are lost."""
        text = example.text
        if rng.random() < 0.35:
            text = f"{rng.choice(self._before)} {text}"
        if rng.random() < 0.35:
            text = f"{text.rstrip('?.! ')} {rng.choice(self._after)}"
        ways = (fold, lambda line: fold_partly(line, rng), without_marks, lambda line: fold(without_marks(line)), lambda line: line)
        text = rng.choice(ways)(text)
        if rng.random() < 0.5:
            text = slip(text, rng)
        return Example(text, example.intent, (), example.family)


def _chatter(path: Path) -> tuple[list[str], list[str]]:
    places: dict[str, list[str]] = {"before": [], "after": []}
    for line in path.read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            place, _, words = line.partition("\t")
            places[place].append(words)
    return places["before"], places["after"]
