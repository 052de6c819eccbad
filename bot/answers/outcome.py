"""What became of a question: one word, the same in logs, metrics, tests and reports."""

from enum import Enum


class Outcome(str, Enum):
    """The named outcomes of a reply."""

    ANSWERED = "answered"  # a fact of the plan, with its source
    NOT_STATED = "not_stated"  # the plan has the thing, its sources do not state this about it
    OUT_OF_PLAN = "out_of_plan"  # another year, a place's own figure, a result achieved, another matter
    ASK_BACK = "ask_back"  # two readings equally good, or nothing named
    NOT_UNDERSTOOD = "not_understood"  # no reading
    UNDER_REVIEW = "under_review"  # officers have stopped this subject; nothing of it is told
    SMALL_TALK = "small_talk"  # greeting, thanks, help
