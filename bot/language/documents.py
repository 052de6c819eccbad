"""Numbers of official documents, in every form that people type them: «749/QĐ-TTg», «qd27 ubqgcds», «nghị quyết số 17», «luật 26/2023»."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.language.numbers import read_number
from bot.language.syllables import is_syllable
from bot.language.tokens import Token

_NUMBER = re.compile(r"\d{1,5}")
_YEAR = re.compile(r"(?:19|20)\d\d")
_ASSEMBLY = re.compile(r"qh\d{1,2}")  # laws and resolutions of the National Assembly end in its term
_OF_ASSEMBLY = "qh"
_LETTER = "letter"  # what is no decision, resolution, decree, circular, directive or law: official letters, guidelines
_LAW, _RESOLUTION = "luat", "nq"
# The letters that say what kind of document a number is of, as they stand in the number itself, folded.
_KIND_LETTERS = {"qd": "qd", "nq": _RESOLUTION, "nd": "nd", "tt": "tt", "ttlt": "tt", "ct": "ct", "cv": _LETTER, "hd": _LETTER}
# The same in words, as they stand before a number, folded; the first two leave open what it is.
_KIND_WORDS: dict[tuple[str, ...], str] = {
    ("van", "ban"): "", ("document",): "",
    ("quyet", "dinh"): "qd", ("decision",): "qd",
    ("nghi", "quyet"): _RESOLUTION, ("resolution",): _RESOLUTION,
    ("nghi", "dinh"): "nd", ("decree",): "nd",
    ("thong", "tu"): "tt", ("chi", "thi"): "ct", ("luat",): _LAW, ("law",): _LAW,
    ("cong", "van"): _LETTER, ("huong", "dan"): _LETTER, ("guideline",): _LETTER,
    **{(letters,): kind for letters, kind in _KIND_LETTERS.items()},
}  # fmt: skip
_KIND_FIRST_WORDS = frozenset(words[0] for words in _KIND_WORDS)
_LONGEST_KIND = max(len(words) for words in _KIND_WORDS)
# Issuers that are recognised without a slash or hyphen before them; beside one, all that is no syllable is taken for an issuer.
_ISSUERS = frozenset(("ttg", "cp", "ubqg", "ubqgcds", "ubnd", "hdnd", "tw"))
_GLUED = re.compile(rf"(qđ|qd|nq|nđ|nd|tt|ct|cv)(\d{{2,5}}|{'|'.join(sorted(_ISSUERS, key=len, reverse=True))}|ubqgcđs)")
_SEPARATORS = frozenset("/-")
CODE_LENGTH = 2  # tokens of a joined code
_NOTHING = Token("", 0, 0)
_NUMBERED = frozenset(("so", "no", "number", ":"))  # «quyết định số: 749»


@dataclass(frozen=True)
class Document:
    """The number of a document as far as it is said. letters: «qd-ttg», «qh15», folded; kind: from the letters or from the word before."""

    number: str
    year: str = ""
    letters: str = ""
    kind: str = ""

    def __str__(self) -> str:
        return "/".join(part for part in (self.number, self.year, self.letters or self.kind) if part)

    @property
    def issuer(self) -> str:
        """The letters without those of the kind."""
        first, _, rest = self.letters.partition("-")
        return rest.replace("-", "") if first in _KIND_LETTERS else self.letters.replace("-", "")

    def fits(self, other: Document) -> bool:
        """Whether both can be the same document: nothing that both say differs.

        >>> parse_document("749/qd").fits(parse_document("749/qd-ttg")), parse_document("17/nq").fits(parse_document("17/qd-ubqgcds"))
        (True, False)
        """
        said = ((self.year, other.year), (self.issuer, other.issuer))
        return self.number == other.number and _is_kin(self.kind, other.kind) and all(not mine or not theirs or mine == theirs for mine, theirs in said)


def _is_kin(one: str, other: str) -> bool:
    """Whether two kinds can be of one document; the letters of the National Assembly do not tell a law from a resolution."""
    return not one or not other or one == other or {one, other} in ({_OF_ASSEMBLY, _LAW}, {_OF_ASSEMBLY, _RESOLUTION})


@dataclass(frozen=True)
class DocumentMention:
    """A document named in a message. start and end count tokens, end exclusive."""

    document: Document
    start: int
    end: int


def parse_document(code: str) -> Document:
    """The document that *code* («749/qd-ttg», «34/2021/qđ-ttg», «749») numbers. Raises ValueError for what is no number."""
    number, *rest = code.split("/")
    if not _NUMBER.fullmatch(number):
        raise ValueError(f"«{code}» is no number of a document")
    year = rest.pop(0) if rest and _YEAR.fullmatch(rest[0]) else ""
    letters = "-".join(rest).replace("đ", "d")
    if letters in ("", _LAW, _LETTER):
        return Document(str(int(number)), year, kind=letters)
    kind = _KIND_LETTERS.get(letters.partition("-")[0]) or (_OF_ASSEMBLY if _ASSEMBLY.fullmatch(letters) else _LETTER)
    return Document(str(int(number)), year, letters, kind)


def join_codes(tokens: Sequence[Token]) -> list[Token]:
    """Every number of a document as two tokens, the number and the rest («27», «/qđ-ubqgcđs»), before abbreviations are written out.

    Written out, the letters would be words that the writer did not say («thủ tướng chính phủ»). Both tokens keep the place of the
    whole in the message. A kind stuck to what follows it («qđ749», «qđttg») is parted from it; a number without letters stays as typed.
    """
    tokens = [part for token in tokens for part in _unglued(token)]
    joined: list[Token] = []
    position = 0
    while position < len(tokens):
        found = _code_at(tokens, position)
        if found is None:
            joined.append(tokens[position])
            position += 1
            continue
        number, rest, end = found
        joined.extend(Token(text, tokens[position].start, tokens[end - 1].end) for text in (number, rest))
        position = end
    return joined


def _unglued(token: Token) -> list[Token]:
    glued = _GLUED.fullmatch(token.text)
    if glued is None or token.end - token.start != len(token.text):
        return [token]
    cut = token.start + len(glued.group(1))
    return [Token(glued.group(1), token.start, cut), Token(glued.group(2), cut, token.end)]


_Code = tuple[str, str, int]  # number, the rest with a slash before it, and where the code ends


def _code_at(tokens: Sequence[Token], start: int) -> _Code | None:
    """The code that begins at *start*."""
    if _NUMBER.fullmatch(tokens[start].text):
        return _number_first(tokens, start)
    if tokens[start].fold in _KIND_LETTERS:
        return _number_between(tokens, start) or _number_last(tokens, start)
    return None


def _number_first(tokens: Sequence[Token], start: int) -> _Code | None:
    """«749/QĐ-TTg», «34/2021/QĐ-TTg», «27 qđ ubqgcđs», «57-NQ/TW», «793/BTTTT-THH», «26/2023/QH15»."""
    position, separator = _after_separator(tokens, start + 1)
    year = ""
    if position < len(tokens) and _YEAR.fullmatch(tokens[position].text):
        year = tokens[position].text
        position, separator = _after_separator(tokens, position + 1)
    if position >= len(tokens):
        return None
    kind = tokens[position].fold
    letters = [tokens[position].text]
    end = position + 1
    if kind in _KIND_LETTERS or (separator == "/" and _is_issuer(tokens[position])):
        issuers, end = _issuers(tokens, end)
        letters += issuers
    elif not (_ASSEMBLY.fullmatch(kind) and (year or separator)):
        return None
    if kind in _KIND_LETTERS and not (separator == "/" or len(letters) > 1):
        return None  # «2 qđ»: two decisions
    if kind not in _KIND_LETTERS and not _ASSEMBLY.fullmatch(kind) and len(letters) == 1 and len(kind) < 4:
        return None  # «1/hs»: one for each
    return tokens[start].text, "".join(f"/{part}" for part in (year, "-".join(letters)) if part), end


def _number_between(tokens: Sequence[Token], start: int) -> _Code | None:
    """«QĐ 749/TTg», «qd 27 ubqgcds»."""
    position = _after_numbered(tokens, start + 1)
    if position >= len(tokens) or not _NUMBER.fullmatch(tokens[position].text):
        return None
    issuers, end = _issuers(tokens, position + 1)
    return (tokens[position].text, f"/{'-'.join((tokens[start].text, *issuers))}", end) if issuers else None


def _number_last(tokens: Sequence[Token], start: int) -> _Code | None:
    """«QĐ-TTg 749», «QĐ-TTg số 749»."""
    issuers, end = _issuers(tokens, start + 1)
    position = _after_numbered(tokens, end)
    if not issuers or position >= len(tokens) or not _NUMBER.fullmatch(tokens[position].text):
        return None
    if _begins_more(tokens, position + 1):
        return None
    return tokens[position].text, f"/{'-'.join((tokens[start].text, *issuers))}", position + 1


def _issuers(tokens: Sequence[Token], position: int) -> tuple[list[str], int]:
    """Letters of the issuer, as far as they follow, and where they end: «ttg», «btttt», «thh»."""
    found: list[str] = []
    while True:
        after, separator = _after_separator(tokens, position)
        if after >= len(tokens) or tokens[after].fold in _KIND_LETTERS:
            return found, position
        if not (tokens[after].fold in _ISSUERS or (separator and _is_issuer(tokens[after]))):
            return found, position
        if found and not separator:
            return found, position
        found.append(tokens[after].text)
        position = after + 1


def _is_issuer(token: Token) -> bool:
    return token.text.isalpha() and len(token.text) > 1 and not is_syllable(token.text)


def _after_separator(tokens: Sequence[Token], position: int) -> tuple[int, str]:
    """The place after a slash or hyphen at *position*, and which one it is; the same place and "" without."""
    if position < len(tokens) and tokens[position].text in _SEPARATORS:
        return position + 1, tokens[position].text
    return position, ""


def _after_numbered(tokens: Sequence[Token], position: int) -> int:
    while position < len(tokens) and (tokens[position].fold in _NUMBERED or (tokens[position].text == "." and tokens[position - 1].fold == "no")):
        position += 1
    return position


def _begins_more(tokens: Sequence[Token], end: int) -> bool:
    """Whether the number before *end* is the first part of a date, a range or a share."""
    following = [token.text for token in tokens[end : end + 2]]
    return following[:1] == ["%"] or (len(following) == 2 and following[0] in _SEPARATORS and following[1].isdigit())


def find_documents(tokens: Sequence[Token]) -> list[DocumentMention]:
    """Documents in a reading (codes joined): by their code, or by kind and number («quyết định 749»), left to right.

    A number after a kind need not be a document's («quyết định 18 nhiệm vụ»): only who knows the documents can tell.
    """
    found: list[DocumentMention] = []
    position = 0
    while position < len(tokens):
        first = tokens[position].fold
        mention = _document_at(tokens, position) if first in _KIND_FIRST_WORDS or first[0].isdigit() else None
        if mention is None:
            position += 1
            continue
        found.append(mention)
        position = mention.end
    return found


def _document_at(tokens: Sequence[Token], start: int) -> DocumentMention | None:
    own = _coded(tokens, start)
    if own is not None:
        return DocumentMention(own, start, start + CODE_LENGTH)
    for length in range(_LONGEST_KIND, 0, -1):
        kind = _KIND_WORDS.get(tuple(token.fold for token in tokens[start : start + length]))
        if kind is None:
            continue
        position = _after_numbered(tokens, start + length)
        if position >= len(tokens):
            return None
        coded = _coded(tokens, position)
        if coded is not None:
            told = kind in (_LAW, _RESOLUTION) and coded.kind == _OF_ASSEMBLY
            return DocumentMention(replace(coded, kind=kind) if told else coded, start, position + CODE_LENGTH)
        number = read_number(tokens, position)
        if number is None or not _NUMBER.fullmatch(number[0]) or (number[1] == position + 1 and not tokens[position].text.isdigit()):
            return None  # a single number word is mostly another word («năm», «tư»)
        end = number[1]
        after, separator = _after_separator(tokens, end)
        year = tokens[after].text if separator == "/" and after < len(tokens) and _YEAR.fullmatch(tokens[after].text) else ""
        end = after + 1 if year else end
        return None if _begins_more(tokens, end) else DocumentMention(Document(str(int(number[0])), year, kind=kind), start, end)
    return None


def _coded(tokens: Sequence[Token], start: int) -> Document | None:
    """The document whose joined code begins at *start*."""
    number, rest = (token.fold for token in (*tokens[start : start + CODE_LENGTH], _NOTHING, _NOTHING)[:CODE_LENGTH])
    return parse_document(number + rest) if _NUMBER.fullmatch(number) and len(rest) > 1 and rest[0] == "/" else None
