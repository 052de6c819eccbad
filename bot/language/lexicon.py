"""Phrases that stand for other phrases: teencode, abbreviations, dialect, everyday synonyms (data/lexicon/*.tsv)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from bot.language.normalise import fold
from bot.language.tokens import Token, tokenise


class LexiconError(ValueError):
    """A lexicon file that cannot be read; the message names file, line and mend."""


@dataclass(frozen=True)
class Entry:
    """form is read as meaning; exact entries need the form's own diacritics, the others also match without any."""

    form: tuple[str, ...]
    meaning: tuple[str, ...]
    exact: bool


@dataclass
class Lexicon:
    """Longest-match phrase replacement. Entries are looked up by the folded first syllable."""

    entries: dict[str, list[Entry]] = field(default_factory=dict)

    def add(self, form: str, meaning: str, *, exact: bool = False) -> None:
        """Read *form* as *meaning* from now on."""
        words = tuple(token.text for token in tokenise(form))
        entry = Entry(words, tuple(token.text for token in tokenise(meaning)), exact)
        bucket = self.entries.setdefault(fold(words[0]), [])
        bucket.append(entry)
        bucket.sort(key=lambda candidate: -len(candidate.form))

    def replace(self, tokens: list[Token]) -> list[Token]:
        """Each longest known form read as its meaning; what a form became is not looked at again.

        Every syllable of the meaning keeps the place in the message of the form that it was written as.
        """
        result: list[Token] = []
        position = 0
        while position < len(tokens):
            entries = self.entries.get(tokens[position].fold)
            entry = _match(entries, tokens, position) if entries else None
            if entry is None:
                result.append(tokens[position])
                position += 1
                continue
            start, end = tokens[position].start, tokens[position + len(entry.form) - 1].end
            result.extend(Token(word, start, end, typed=False) for word in entry.meaning)
            position += len(entry.form)
        return result


def _match(entries: Iterable[Entry], tokens: list[Token], position: int) -> Entry | None:
    """The first of *entries* whose form stands at *position*."""
    for entry in entries:
        window = tokens[position : position + len(entry.form)]
        if len(window) == len(entry.form) and all(_reads_as(token, word, exact=entry.exact) for token, word in zip(window, entry.form, strict=True)):
            return entry
    return None


def _reads_as(token: Token, word: str, *, exact: bool) -> bool:
    """Whether a typed syllable can be *word*: equal, or typed without any diacritics unless exact."""
    return token.text == word or (not exact and token.text == fold(word))


def load_lexicon(folder: Path, names: Iterable[str] | None = None) -> Lexicon:
    """Read the .tsv files of *folder* (all, or those named without ending).

    A line is: form, tab, meaning, and optionally tab and «exact»; lines that begin with # and blank lines are skipped.
    Raises LexiconError for a line of another shape or a form given twice.
    """
    lexicon = Lexicon()
    seen: dict[str, str] = {}
    paths = sorted(folder.glob("*.tsv")) if names is None else [folder / f"{name}.tsv" for name in names]
    for path in paths:
        for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
            if not line.strip() or line.startswith("#"):
                continue
            place = f"{path}:{number}"
            cells = [cell.strip() for cell in line.split("\t")]
            if len(cells) not in (2, 3) or not cells[0] or not cells[1] or cells[2:] not in ([], ["exact"]):
                raise LexiconError(f"{place}: expected «form<tab>meaning» or «form<tab>meaning<tab>exact», found {line!r}.")
            if cells[0] in seen:
                raise LexiconError(f"{place}: «{cells[0]}» is already given at {seen[cells[0]]}; keep one of them.")
            seen[cells[0]] = place
            lexicon.add(cells[0], cells[1], exact=bool(cells[2:]))
    return lexicon


def pairs(path: Path) -> Iterator[tuple[str, str]]:
    """The two columns of a word list, line by line, without comments."""
    for line in lines(path):
        form, _, meaning = line.partition("\t")
        yield form, meaning


def lines(path: Path) -> Iterator[str]:
    """The lines of a word list, without comments and empty ones."""
    return (line for line in path.read_text("utf-8").splitlines() if line and not line.startswith("#"))
