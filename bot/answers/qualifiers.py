"""What limits a question: the year, the place and the level that it asks about, the figure that it claims."""

from __future__ import annotations

from dataclasses import replace

from bot.answers.frame import Frame, Word, says
from bot.language.dates import relative_years
from bot.language.interrogatives import is_question, tells_where_the_speaker_lives
from bot.language.spelled import EVERY_ONE, NOT_THAT

_LEAST_OF_STORY = 5  # words
_OF_FIGURES = frozenset(("cua", "rieng", "lieu", "le", "thoi"))  # «số liệu riêng Cà Mau, …»
_LIMITING = frozenset(("o", "tai", "duoi", "tren", "trong", "rieng", "voi", "con", "the", "ve", "in", "for", "at"))


def years(frame: Frame) -> list[str]:
    """The years that the question names, alone or in a date; of «năm nay» and «năm ngoái» the word behind «năm»."""
    of_dates = [mention.values("date")[0][:4] for mention in frame.of("date")]
    words = frame.all_words
    named = [word.named for word in words]
    return [*frame.values("year"), *filter(str.isdigit, of_dates), *relative_years([word.text for word in words], named)]


def places(frame: Frame) -> list[str]:
    """The places that the question is limited to; where the asker lives is none, nor is what he says of himself before he asks."""
    found = []
    for mention in frame.of("place"):
        if mention.start >= frame.question_begins() and not tells_where_the_speaker_lives(frame.words_before(mention)):
            found.append(mention.values("place")[0])
    return found


def is_told_beside(frame: Frame, place: str) -> bool:
    """Whether the clause that names *place* asks nothing and is not the whole: «quán em ở Cà Mau đông khách lắm, hóa đơn điện tử mấy phần trăm».

    What begins with a preposition («ở tỉnh Cà Mau, …») limits the question wherever it stands.
    """
    clauses = [frame.clause_of(mention) for mention in frame.of("place") if mention.values("place")[0] == place]
    return bool(clauses) and all(
        _LEAST_OF_STORY <= len(clause) < len(frame.all_words)
        and clause[0].text not in _LIMITING
        and _OF_FIGURES.isdisjoint(word.text for word in clause)
        and not is_question(_as_spelled(clause))
        for clause in clauses
    )


def _as_spelled(words: list[Word]) -> list[Word]:
    return [replace(word, text=word.typed) for word in words]


def claims_all(frame: Frame) -> bool:
    """Whether the words claim something of all there are: «mọi cơ quan đều phải …»."""
    return not frame.of("figure", "kind", "date") and says(frame.all_words, *EVERY_ONE) and not says(frame.all_words, *NOT_THAT)


def places_named(frame: Frame) -> list[str]:
    """The places that the question names, also where the asker lives; not «my own place», which is no name."""
    return [place for place in frame.values("place") if place[:1].isupper()]


def qualifiers(frame: Frame) -> dict[str, tuple[str, ...]]:
    """The limits of the question by their entity kinds, without those that it does not have; for whoever reads what was made of it.

    Nothing that tells who asks: no place where somebody lives and no «my own place», which is not written as a name; of a
    date, which may be a birthday, the year.
    """
    found = {
        "year": years(frame),
        "place": [place for place in places(frame) if place[:1].isupper()],
        "level": frame.values("level"),
        "figure": frame.values("figure"),
    }
    return {kind: tuple(dict.fromkeys(values)) for kind, values in found.items() if values}
