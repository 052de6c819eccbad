"""Lists of targets: of a pillar, a task or an organisation, by figure, the highest and the lowest; the pillars themselves."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from bot.answers.answer import Answer, Context, merged_sources, refs, refs_in
from bot.answers.compose.outside import unlisted
from bot.answers.compose.parts import MAX_BUTTONS, goals, list_facts, some_named_in_words, targets_named, without_fact
from bot.answers.compose.statements import not_stated
from bot.answers.compose.targets import value, value_list
from bot.answers.frame import says
from bot.answers.outcome import Outcome
from bot.answers.phrases import Button
from bot.answers.query import Query
from bot.answers.subjects import is_background
from bot.language.interrogatives import OF_ANY_QUESTION
from bot.language.normalise import fold
from bot.language.spelled import GIVE, GROUPS
from bot.plan.find import Subject, by_words, figure_is, targets_with_figure
from bot.plan.model import Comparator, Target

_ANY_ABOUT = re.compile(
    r"\b(?:chi tieu|muc tieu|con so)? ?(?:nao|gi) (?:ve|cho|danh cho|lien quan|lien quan den|lien quan toi|dinh toi) (.+?) (?:khong|hong|ko|chua)\b"
)
_COUNTED_ON = re.compile(
    r"\b(?:(?:dem|tinh|do) (?:theo|tren|bang)|(?:chi tieu|con so|muc tieu) danh cho(?= (?:cac |moi )?(?:doanh nghiep|nguoi dan|ho gia dinh)\b))"
    r"(?: (?:so|dau|moi|cac|luong|ty le|phan tram))*((?: \w+){1,3})"
)
_SOME_COMPANIES = re.compile(r"\bdoanh nghiep (?:nho|vua|lon|nha nuoc|nuoc ngoai)\b")
_PEOPLE_BY = {"nguoi dan", "dan so", "nguoi", "dan chung", "dan minh"}
_HIGHEST = ("cao nhat", "lon nhat", "nhieu nhat", "highest", "largest")
_LOWEST = ("thap nhat", "nho nhat", "it nhat", "be nhat", "lowest", "smallest")
_ABOVE = ("tren", "tren muc", "hon", "cao hon", "lon hon", "vuot", "above", "over", "more than")
_BELOW = ("duoi", "duoi muc", "thap hon", "nho hon", "it hon", "kem", "chua toi", "below", "under", "less than")
_LOWER, _HIGHER = ("thap hon", "nho hon", "it hon", "kem hon", "lower", "smaller"), ("cao hon", "lon hon", "nhieu hon", "higher", "larger")
_SURE = 0.9
_MOST_WORDS_OF_A_LIST = 7  # that say not of what: «kể hết 15 cái ra»
_OF_GOALS = (
    "phan dau",
    "de ra",
    "nha nuoc",
    "chinh phu",
    "reach",
    "wanted",
    "phan tram",
    "%",
    "ty le",
    "ti le",
    "so lieu",
    "con so",
    "muc",
    "moc",
    "dat",
    "targets",
    "goals",
    "figures",
    "percent",
    "numbers",
)
_AMONG_THEM = (
    "trong do",
    "trong so do",
    "trong so nay",
    "cai nao",
    "nhung cai nao",
    "trong day",
    "trong danh sach",
    "trong mo do",
    "trong may cai",
    "trong so",
    "among them",
    "of those",
)


def targets(query: Query, context: Context) -> Answer:
    """The targets of a pillar, an organisation, a figure or a date; all of them without any."""
    figures = query.frame.values("figure")
    if figures:
        return by_figure(query, context, figure=figures[0])
    if wants_pillars(query):
        return pillars(query, context)
    counted = _counted_on(query)
    if counted and not any(isinstance(subject.entry, Target) for subject in query.subjects):
        return value_list(query, context, counted)
    if all(map(is_background, query.subjects)):
        return extreme(query, context) or _of_the_plan(query, context)
    found = targets_named(query)
    if not found:
        return not_stated(query, context)
    only = query.subjects[0] if len(query.subjects) == 1 else None
    if only is not None and only.kind in ("pillar", "organisation", "task"):
        return _target_list(query, context, "utter_list_targets_of", found, name=only.entry.name)
    return value_list(query, context, found)


def _of_the_plan(query: Query, context: Context) -> Answer:
    """The targets that the question's words name, else all."""
    chosen = some_named_in_words(query, query.plan.targets, besides=GIVE)
    if chosen:
        return value_list(query, context, [Subject(query.plan, entry) for entry in chosen])
    if _is_about_something(query) or _names_no_goals(query):
        return unlisted(query, context)
    return _target_list(query, context, "utter_list_targets", _all_targets(query))


def _names_no_goals(query: Query) -> bool:
    """«khách sạn muốn lên bốn sao phải đủ những tiêu chuẩn gì»: neither the plan nor figures are spoken of."""
    frame = query.frame
    unsure = bool(frame.unknown) or frame.confidence < _SURE
    return unsure and len(frame.all_words) > _MOST_WORDS_OF_A_LIST and not (frame.mentions or query.carried or frame.has_words(*_OF_GOALS))


def _counted_on(query: Query) -> list[Subject]:
    """The targets that are shares of what the question names, if it asks so: «chỉ tiêu nào đếm theo số doanh nghiệp»; [] otherwise."""
    text = " ".join(word.text for word in query.frame.all_words)
    found = _COUNTED_ON.search(text)
    if found is None or _SOME_COMPANIES.search(text):
        return []
    asked = _PEOPLE_BY if any(people in found[1] for people in _PEOPLE_BY) else _pairs(found[1])
    return [Subject(query.plan, target) for target in query.plan.targets if not _pairs(fold(target.counted.text)).isdisjoint(asked)]


def _pairs(text: str) -> set[str]:
    """Every two words of the folded *text* that stand side by side."""
    words = re.findall(r"\w+", text.lower())
    return {f"{word} {after}" for word, after in zip(words, words[1:], strict=False)}


def _is_about_something(query: Query) -> bool:
    """Whether the targets are asked for that are about a matter of which no name in the plan speaks: «có chỉ tiêu nào cho người khuyết tật không»."""
    found = _ANY_ABOUT.search(" ".join(word.text for word in query.frame.words))
    if found is None:
        return False
    named = {
        fold(word) for subject in query.plan.subjects() for name in (subject.name, *subject.aliases, *subject.shared_aliases) for word in name.lower().split()
    }
    return not {*found[1].split()} <= named | OF_ANY_QUESTION


def wants_pillars(query: Query) -> bool:
    """Whether the groups are asked for that the targets come in."""
    return says(query.frame.words, *GROUPS)


def pillars(query: Query, context: Context) -> Answer:
    """The pillars that the targets are grouped by."""
    plan = query.plan
    facts = list_facts(plan, context, [pillar.name for pillar in plan.pillars])
    sources = merged_sources(target.sources for target in plan.targets if target.pillar)
    buttons = _pillar_buttons(query.about(), context)
    return Answer(Outcome.ANSWERED, "utter_pillars", plan, facts, sources, (), buttons, ask="list_targets", options=refs_in(plan, plan.pillars))


def extreme(query: Query, context: Context) -> Answer | None:
    """The targets with the highest or the lowest figure, if that is asked."""
    high, low = query.frame.has_words(*_HIGHEST), query.frame.has_words(*_LOWEST)
    if high == low:
        return None
    shares = [target for target in _compared(query, context) if target.figure.unit == "%"]
    bounds = [target.figure.bounds for target in shares]
    if not shares:
        return None
    wanted = max(bound[1] for bound in bounds) if high else min(bound[0] for bound in bounds)
    found = [Subject(query.plan, target) for target in shares if target.figure.bounds[1 if high else 0] == wanted]
    answer = _target_list(query, context, "utter_highest_targets" if high else "utter_lowest_targets", found)
    return replace(answer, subjects=refs(found)) if len(found) == 1 else answer


def _compared(query: Query, context: Context) -> Sequence[Target]:
    """The targets to choose the extreme from: of the pillars named, of the list that the question goes on about, or all."""
    pillars = [subject.entry.id for subject in query.subjects if subject.kind == "pillar"]
    listed = [subject.entry for subject in context.conversation.listed_targets() if isinstance(subject.entry, Target)]
    if pillars and not query.carried:
        return [target for target in query.plan.targets if target.pillar in pillars]
    return listed if len(listed) > 1 and (query.carried or query.frame.has_words(*_AMONG_THEM)) else query.plan.targets


def by_figure(query: Query, context: Context, *, figure: str) -> Answer:
    """The targets with *figure*, or on one side of it."""
    shown = figure.replace(".", ",") + "%"
    side = _side_asked(query)
    if side is not None:
        number = Decimal(figure.partition("-")[0])
        listed = context.conversation.listed_targets()  # a question that goes on about those just listed
        stating = [Subject(query.plan, target) for target in query.plan.targets if figure_is(target, figure) and _says(target, side)]
        if stating and query.ask == "reverse_lookup" and len(listed) < 2 and not query.frame.of("kind") and not query.frame.has_words(*_AMONG_THEM):
            return value(query.asking("target_value").about(*stating), context)  # «trên 90% người dân phải có cái gì», not all that is higher
        beyond = [subject for subject in (listed if len(listed) > 1 else _all_targets(query)) if _is_beyond(subject, number, side)]
        if beyond:
            return _target_list(query, context, f"utter_targets_{side}", beyond, figure=shown)
    found = [Subject(query.plan, target) for target in targets_with_figure(query.plan, figure)]
    if not found:
        return without_fact(Outcome.OUT_OF_PLAN, "utter_no_target_with_figure", query.plan, context, ask="reverse_lookup", figure=shown)
    answer = _target_list(query, context, "utter_targets_with_figure", found, figure=shown)
    return replace(answer, subjects=refs(found)) if len(found) == 1 else answer


def by_figures(query: Query, context: Context, figures: Sequence[str]) -> Answer | None:
    """The targets with one of *figures*; None where one side of a figure is asked for, or one of them is no target's."""
    found = [[Subject(query.plan, target) for target in targets_with_figure(query.plan, figure)] for figure in figures]
    if _side_asked(query) is not None or not all(found):
        return None
    shown = context.phrases.join(figure.replace(".", ",") + "%" for figure in figures)
    return _target_list(query, context, "utter_targets_with_figure", list(dict.fromkeys(subject for subjects in found for subject in subjects)), figure=shown)


def beyond_remembered(query: Query, context: Context) -> Answer | None:
    """«có chỉ tiêu nào còn thấp hơn không»: the targets below or above the one talked about."""
    targets = [subject.entry for subject in query.subjects if isinstance(subject.entry, Target)]
    side = next((side for side, phrases in (("below", _LOWER), ("above", _HIGHER)) if query.frame.has_words(*phrases)), None)
    if side is None or len(targets) != 1 or targets[0].figure.unit != "%" or "target" not in query.frame.values("kind"):
        return None
    bound = targets[0].figure.bounds[side == "above"]
    found = [subject for subject in _all_targets(query) if subject.entry != targets[0] and _is_beyond(subject, bound, side)]
    return _target_list(query, context, f"utter_targets_{side}", found, figure=f"{bound:f}%".replace(".", ",")) if found else None


def from_last_list(query: Query, context: Context) -> Answer | None:
    """Those of the targets just listed that the question's words name: «trong số đó cái nào dành cho doanh nghiệp»."""
    listed = context.conversation.listed_targets()
    if len(listed) < 2 or not query.frame.has_words(*_AMONG_THEM):
        return None
    chosen = by_words([subject.entry for subject in listed], [word.typed for word in query.frame.all_words])
    found = [subject for subject in listed if subject.entry in chosen]
    if not found or len(found) == len(listed):
        return None
    return value(query.asking("target_value").about(*found), context)


def _all_targets(query: Query) -> list[Subject]:
    return [Subject(query.plan, target) for target in query.plan.targets]


def _target_list(query: Query, context: Context, response: str, found: Sequence[Subject], **facts: str) -> Answer:
    lines, sources = goals(found, context)
    return Answer(
        Outcome.ANSWERED, response, query.plan, {**list_facts(query.plan, context, lines), **facts}, sources, (), _pillar_buttons(query, context),
        ask="list_targets", subjects=refs(query.subjects), options=refs(found),
    )  # fmt: skip


def _pillar_buttons(query: Query, context: Context) -> tuple[Button, ...]:
    """The pillars that the question is not about."""
    others = [pillar for pillar in query.plan.pillars if Subject(query.plan, pillar) not in query.subjects]
    return tuple(context.phrases.button("choose_pillar", name=pillar.name, short=pillar.label) for pillar in others[:MAX_BUTTONS])


def _side_asked(query: Query) -> str | None:
    """above or below, where targets on one side of the figure are asked for."""
    before = [word.text for mention in query.frame.of("figure")[:1] for word in query.frame.all_words if word.start < mention.start]
    near = f" {' '.join(before[-2:])}"
    for side, phrases in (("below", _BELOW), ("above", _ABOVE)):
        if near.endswith(tuple(f" {phrase}" for phrase in phrases)):
            return side
    return None


def _says(target: Target, side: str) -> bool:
    return side == "above" and target.figure.comparator is Comparator.OVER


def _is_beyond(subject: Subject, number: Decimal, side: str) -> bool:
    assert isinstance(subject.entry, Target)
    figure = subject.entry.figure
    low, high = figure.bounds
    if figure.unit != "%":
        return False
    return low > number or (low == number and figure.comparator is Comparator.OVER) if side == "above" else high < number
