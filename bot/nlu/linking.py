"""Entity linking: which targets, tasks, organisations, places, levels, figures and dates a message names.

Aliases of the plan files are matched without regard to case and diacritics by spaCy's matchers, after abbreviations have
been written out and slips mended (bot.language). The longest match wins; an alias of several subjects names all of them.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from spacy.matcher import Matcher, PhraseMatcher
from spacy.tokens import Doc
from spacy.vocab import Vocab

from bot.language.asides import CALLING
from bot.language.dates import find_dates
from bot.language.documents import find_documents
from bot.language.lexicon import Lexicon, load_lexicon, pairs
from bot.language.normalise import fold, without_bar
from bot.language.numbers import Mention, find_figures
from bot.language.provinces import provinces
from bot.language.reading import Reader
from bot.language.spelled import AS_HIGH, BEFORE_AS_HIGH, BEFORE_THE_PLACE, BEHIND_AS_HIGH, BEHIND_HAS_AS_HIGH, HAS, UNPARTED
from bot.language.tokens import CLAUSE_MARKS, Token, tokenise
from bot.nlu.documents import DocumentIndex
from bot.nlu.links import Link, longest
from bot.nlu.loose_linking import LooseMatcher
from bot.nlu.misspelt_linking import MisspeltMatcher
from bot.nlu.names import GAP, Claim, plan_aliases
from bot.plan.model import Plan

MAX_GAP = 8
SUBJECT_KINDS = ("target", "task", "organisation", "pillar", "topic")
LEAST_WEIGHT = 3  # of a document, whose number is one token


@dataclass(frozen=True)
class _Pattern:
    words: tuple[str, ...]
    claim: Claim


class Linker:
    """Finds what a reading names. Built once from the plans; safe to share between threads."""

    def __init__(self, plans: Sequence[Plan], reader: Reader, lexicon_folder: Path) -> None:
        self._vocab = Vocab()
        self._phrases = PhraseMatcher(self._vocab)
        self._gapped: dict[tuple[str, ...], Matcher] = {}
        self._patterns: dict[tuple[str, ...], list[_Pattern]] = {}
        self._reader = reader
        short_forms = load_lexicon(lexicon_folder, ["short_forms"])
        self._documents = DocumentIndex(plans, reader)
        for plan in plans:
            for alias, claim in plan_aliases(plan):
                if self._documents.document_of(alias) is not None:
                    continue
                for words in _variants(reader.read_plain(alias), tokenise(alias), short_forms):
                    self._add(words, claim)
        for form, name in provinces(lexicon_folder):
            self._add(tuple(token.text for token in tokenise(form)), Claim("place", name))
        for form, entity in pairs(lexicon_folder / "levels_and_kinds.tsv"):
            kind, _, value = entity.partition(":")
            self._add(tuple(token.text for token in reader.read_plain(form)), Claim(kind, value))
        self._loose = LooseMatcher(self._names())
        self._misspelt = MisspeltMatcher(self._names())
        for key in self._patterns:
            name = " ".join(key)
            if GAP in key:
                self._gapped[key] = Matcher(self._vocab)  # one each, so that only those whose words are all there are run
                self._gapped[key].add(name, [_gap_pattern(key)])
            else:
                self._phrases.add(name, [Doc(self._vocab, words=list(key))])
        self._gapped_by_word = _by_rarest_word(self._gapped)

    def _add(self, words: tuple[str, ...], claim: Claim) -> None:
        words = tuple(word for word in words if word == GAP or any(char.isalnum() for char in word) or word == "%")
        if words and words[0] != GAP and words[-1] != GAP:
            patterns = self._patterns.setdefault(tuple(fold(word) for word in words), [])
            if all(pattern.words != words or pattern.claim != claim for pattern in patterns):
                patterns.append(_Pattern(words, claim))

    def _names(self) -> Iterator[tuple[tuple[str, ...], list[Claim]]]:
        return ((pattern.words, [pattern.claim]) for patterns in self._patterns.values() for pattern in patterns)

    def vocabulary(self) -> Iterator[list[Token]]:
        """The aliases as token lists, for the spelling to learn from."""
        for patterns in self._patterns.values():
            yield [Token(word, 0, 0) for word in patterns[0].words if word != GAP]

    def link(self, tokens: list[Token]) -> list[Link]:
        """Every mention, left to right, none inside a longer one."""
        found, unknown = self._link_documents(tokens)
        documents = (*found, *unknown)
        as_high = {position for position in range(len(tokens) - 1) if _compares_height(tokens, position)}
        found += [_link_of(Claim("place", place.name), place.start, place.end) for place in self._reader.localities.find(tokens)]
        taken = {position for link in (*found, *unknown) for position in link.covered}
        quantities = [*unknown, *(_link_of(Claim(mention.kind, mention.value), mention.start, mention.end) for mention in _quantities(tokens, taken))]
        for start, end in clause_spans(tokens):
            places = [position for position in range(start, end) if not tokens[position].is_mark]
            if places:
                links = [link for link in self._link_clause(tokens, places) if not _parts_word(link, tokens) and link.start not in as_high]
                found.extend(links)
                named = [claim.kind for link in (*links, *(link for link in documents if start <= link.start < end)) for claim in link.claims]
                if not {*SUBJECT_KINDS, "document"}.intersection(named):
                    found.extend(self._link_loosely(tokens, places))
        return sorted([*_without_called(longest(found), tokens), *quantities], key=lambda link: (link.start, link.end))

    def _link_loosely(self, tokens: list[Token], places: list[int]) -> Iterator[Link]:
        match = self._loose.match(tokens, places) or self._misspelt.match(tokens, places)
        if match is not None:
            yield Link(match.claims, min(match.positions), max(match.positions) + 1, len(match.positions), match.positions)

    def _link_documents(self, tokens: list[Token]) -> tuple[list[Link], list[Link]]:
        """The documents in the message; apart those that no plan knows, which yet may be a plan's own with its number mistaken.

        A number without letters that no plan knows is left a number: «quyết định 18 nhiệm vụ» names no document.
        """
        found: list[Link] = []
        unknown: list[Link] = []
        for mention in find_documents(tokens):
            claims = self._documents.claims(mention.document)
            if claims:
                found.append(replace(_link_of(claims[0], mention.start, mention.end), claims=claims))
            elif mention.document.letters:
                link = _link_of(Claim("document", str(mention.document)), mention.start, mention.end)
                (unknown if self._documents.may_be_own(mention.document) else found).append(link)
        return found, unknown

    def _link_clause(self, tokens: list[Token], places: list[int]) -> Iterator[Link]:
        folds = [tokens[place].fold for place in places]
        doc = Doc(self._vocab, words=folds)
        accented = _is_accented([tokens[place] for place in places])
        matches = [(key, start, end, list(range(end - start))) for key, start, end in self._phrases(doc)]
        for key, start, end, alignment in self._gapped_matches(doc, {GAP, *folds}):
            gaps = {number for number, word in enumerate(self._vocab.strings[key].split(" ")) if word == GAP}
            matches.append((key, start, end, [position for position, number in enumerate(alignment) if number not in gaps]))
        for key, start, end, matched in matches:
            words = tuple(self._vocab.strings[key].split(" "))
            span = [tokens[place] for place in places[start:end]]
            first, last = places[start], places[end - 1] + 1
            parted = any(token.text in ",:" for token in tokens[first:last])
            if parted and (GAP in words or len(words) <= LONGEST_PARTED):
                continue
            if GAP in words:
                claims = [pattern.claim for pattern in self._patterns[words]]
            else:
                claims = [pattern.claim for pattern in self._patterns[words] if _agrees(span, pattern.words, accented=accented)]
            if claims:
                covered = frozenset(places[start + position] for position in matched)
                yield Link(tuple(dict.fromkeys(claims)), first, last, len(covered), covered)

    def _gapped_matches(self, doc: Doc, present: set[str]) -> Iterator[tuple[int, int, int, list[int]]]:
        for word in present:
            for key, matcher in self._gapped_by_word.get(word, ()):
                if present.issuperset(key):
                    yield from matcher(doc, with_alignments=True)


def _by_rarest_word(gapped: Mapping[tuple[str, ...], Matcher]) -> dict[str, list[tuple[tuple[str, ...], Matcher]]]:
    """The patterns under the word that the fewest of them have, so that a clause is only held against those it may match."""
    counts = Counter(word for key in gapped for word in set(key))
    found: dict[str, list[tuple[tuple[str, ...], Matcher]]] = defaultdict(list)
    for key, matcher in gapped.items():
        found[min(key, key=lambda word: (counts[word], word))].append((key, matcher))
    return found


def _variants(canonical: list[Token], written: list[Token], short_forms: Lexicon) -> Iterator[tuple[str, ...]]:
    """An alias as written, with short forms written out, and with each of the ambiguous short forms."""
    for tokens in (canonical, written):
        words = tuple(token.text for token in tokens)
        yield words
        for entries in short_forms.entries.values():
            for entry in entries:
                for start in range(len(words) - len(entry.form) + 1):
                    # «đt» alone can be anything
                    if words[start : start + len(entry.form)] == entry.form and len(words) > len(entry.form):
                        yield words[:start] + entry.meaning + words[start + len(entry.form) :]
    short = tuple(token.text for token in short_forms.replace(canonical))
    if len(short) > 1:
        yield short


def _gap_pattern(key: tuple[str, ...]) -> list[dict[str, object]]:
    pattern: list[dict[str, object]] = []
    for word in key:
        pattern.append({"OP": f"{{0,{MAX_GAP}}}"} if word == GAP else {"ORTH": word})
    return pattern


LONG_NAME = 3
LONGEST_PARTED = 6  # words that a comma between them makes two things: «tài khoản, định danh điện tử»


def _agrees(span: Sequence[Token], words: Sequence[str], *, accented: bool) -> bool:
    """Whether the diacritics that were typed allow this reading: «bán» is no «bản», «cho tôi» no «chỗ tôi».

    Names of three syllables and more are told apart by their letters, so slips of the tone mark do not matter. A syllable
    without any diacritics agrees with everything, unless the writer does use them.
    """
    if len(words) >= LONG_NAME:
        return True
    return all(
        not token.typed or without_bar(token.text) == without_bar(word) or (not accented and token.text == token.fold)
        for token, word in zip(span, words, strict=True)
    )


def _is_accented(tokens: Sequence[Token]) -> bool:
    """Whether the writer uses diacritics: on a third of the words, about half of what full spelling has."""
    words = [token for token in tokens if token.typed and token.text.isalpha()]
    return 3 * sum(token.text != token.fold for token in words) > len(words)


def _without_called(links: Iterable[Link], tokens: Sequence[Token]) -> list[Link]:
    """*links* without who is spoken to, if something else is named: «… ai chủ trì hả tổ công nghệ ơi»."""
    links = list(links)
    called = [link for link in links if link.end < len(tokens) and tokens[link.end].fold in CALLING and link.claims[0].kind in ("topic", "organisation")]
    others = [link for link in links if link not in called and any(claim.kind in SUBJECT_KINDS for claim in link.claims)]
    return [link for link in links if link not in called] if others else links


def _parts_word(link: Link, tokens: Sequence[Token]) -> bool:
    """Whether *link* begins or ends in the middle of a word; without diacritics «can bo y te» may be «cần Bộ Y tế»."""
    pairs = [(tokens[place - 1], tokens[place]) for place in (link.start, link.end) if 0 < place < len(tokens)]
    return any(_is_unparted(first, second, folded=link.weight < LONG_NAME) for first, second in pairs)


def _compares_height(tokens: Sequence[Token], at: int) -> bool:
    """Whether «cao bằng» at that place is «as high as»."""
    typed = (tokens[at].text, tokens[at + 1].text)
    if typed != AS_HIGH or tokens[at].is_capital:
        return False
    before = tokens[at - 1].text if at else ""
    behind = tokens[at + 2].text if at + 2 < len(tokens) else ""
    if not before or before in BEFORE_THE_PLACE:
        return False
    return before in BEFORE_AS_HIGH or behind in BEHIND_AS_HIGH or (before == HAS and behind in BEHIND_HAS_AS_HIGH)


def _is_unparted(first: Token, second: Token, *, folded: bool) -> bool:
    typed = (first.text, second.text)
    return typed in UNPARTED or (folded and any(typed == (fold(left), fold(right)) for left, right in UNPARTED))


def _link_of(claim: Claim, start: int, end: int) -> Link:
    return Link((claim,), start, end, max(end - start, LEAST_WEIGHT), frozenset(range(start, end)))


def _quantities(tokens: list[Token], taken: set[int]) -> Iterator[Mention]:
    """Dates and years, then figures, none of them over *taken* tokens."""
    taken = set(taken)
    for mention in (*find_dates(tokens), *find_figures(tokens)):
        if not taken.intersection(range(mention.start, mention.end)):
            taken.update(range(mention.start, mention.end))
            yield mention


def clause_spans(tokens: Sequence[Token]) -> Iterator[tuple[int, int]]:
    """The stretches between the marks that end a clause, half-open."""
    start = 0
    for position, token in enumerate(tokens):
        if token.text in CLAUSE_MARKS:
            yield start, position
            start = position + 1
    yield start, len(tokens)
