"""The ask that the kinds of what is named leave of a list, a comparison, a count or a body's duties."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.answers.asks import LEADING_WORDS, OUTSIDE, ROLE_ASKS, TAKES_PART
from bot.answers.conversation import Conversation
from bot.answers.frame import SUBJECT_KINDS, Frame, says
from bot.answers.resolve.leaders import WHICH_BODY, asks_which_body
from bot.answers.resolve.sureness import DOUBTFUL, LEAST_FITTING, LEAST_SURE, SURE, is_unsure, may_be
from bot.language.interrogatives import asks_outright, asks_something
from bot.language.spelled import THAT_TASK

_FEW = 2  # subjects
_IS_IT_NUMBER = ("phai la nhiem vu", "phai nhiem vu", "chinh la nhiem vu", "la nhiem vu so", "no la nhiem vu")
_LEAST_LEADING = 0.2  # how likely it must be that the leader is asked for
_NOW, _LEAST_NOW = ("gio", "bay gio", "hien nay", "hien tai", "hien gio", "nay", "now", "today", "nowadays"), 0.1
_LONG = 10  # words
_SEVERAL = ("cac", "nhung", "may", "mo", "ke")
_THAT = frozenset(("do", "ay", "nay", "kia", "no"))
_SUPERLATIVES = (
    "thap nhat", "cao nhat", "nho nhat", "lon nhat", "be nhat", "to nhat", "thap nhut", "cao nhut", "nho nhut", "lon nhut",
    "lowest", "highest", "smallest", "largest",
)  # fmt: skip
_TWO = ("hai", "2", "two")
_LOOSELY_OF_TARGETS = frozenset(("belongs_to", "definition", "scope", "task_detail"))
_WHO = (*WHICH_BODY, "ai", "who")
_OF_SOURCES = ("hai nguon", "2 nguon", "cac nguon", "hai bai", "2 bai", "hai bao", "hai to bao", "both sources", "two sources")
_COORDINATING = ("phoi hop", "ho tro", "coordinates", "coordinating")
_LIKE_A_COMPARISON = frozenset(("scope", "target_value", "definition", "change_subject"))
_OF_SEVERAL = frozenset(("compare", "coordinators"))
_ONE_MINISTRY = re.compile(r"\b(?:cung|chung|khac)(?: mot)? (?:bo(?! (?:tieu|phan|do|ca|ma)\b)|co quan)\b")
_LIKE_A_COUNT = frozenset(("composition", "lead", "list_tasks", "list_targets", "definition", "task_detail", "purpose"))
_HOW_MANY_TASKS = (*(f"bao nhieu {what}" for what in ("nhiem vu", "chi tieu", "muc tieu")), "how many tasks", "how many targets", "how many goals")
_LOOSELY_OF_LEADERS = frozenset(("definition", "task_detail", "purpose", "scope"))
_THAT_TASK_FOLDED = ("nhiem vu do gom", "nhiem vu do la", "nhiem vu do lam", "nhiem vu do phai")


def by_what_is_named(frame: Frame, conversation: Conversation) -> Frame:
    """The frame with the ask that the kinds of its mentions leave of a list, a comparison or a body's duties."""
    subjects = frame.of("target", "task", "part")
    of_today = frame.has_words(*_NOW) and dict(frame.ranking).get("current_status", 0.0) >= _LEAST_NOW
    if frame.confidence < DOUBTFUL and of_today and frame.of("topic", "organisation"):
        return replace(frame, ask="current_status", confidence=SURE)  # «Ủy ban giờ ai gánh phần việc»
    if frame.ask in _LIKE_A_COUNT and frame.confidence < SURE and frame.has_words(*_HOW_MANY_TASKS) and not frame.of("target", "task", "figure"):
        return frame.asking("count")  # «chia cho các thành viên thì tổng cộng bao nhiêu nhiệm vụ»
    if frame.ask == "count" and frame.values("figure") and not frame.of("kind", *SUBJECT_KINDS):
        return frame.asking("reverse_lookup")  # «mấy cái đặt 50 phần trăm»
    if frame.ask == "reverse_lookup" and not frame.of("figure", "date", "number") and frame.has_words(*_SUPERLATIVES):
        listed = conversation.listed_targets() or "target" in frame.values("kind")
        return frame.asking("compare") if listed else frame  # «trong đám chỉ tiêu con số bé nhất là của cái gì»
    if frame.ask != "compare" and frame.confidence < SURE and frame.ask not in OUTSIDE and may_be(frame, "compare") and _weighs(frame, conversation):
        return frame.asking("compare")
    if frame.ask in _LIKE_A_COMPARISON and len(frame.of("target")) > 1 and frame.has_words("so voi") and not frame.has_words("tinh", "tong", "cai gi"):
        return frame.asking("compare")  # «X so với Y: chỉ ra từng số»
    if frame.ask == "compare" and not subjects and len(frame.of("organisation")) > 1 and frame.has_words(*LEADING_WORDS):
        return frame.asking("organisation_duties")  # «Bộ X và Bộ Y, mỗi bên chủ trì gì, khác nhau chỗ nào»
    if (
        frame.ask in _OF_SEVERAL
        and len(subjects) > 1
        and (frame.has_words(*LEADING_WORDS) or _have_one_ministry(frame))
        and not frame.has_words(*_COORDINATING)
    ):
        return frame.asking("lead")  # «X với Y có cùng một bộ chủ trì không»
    if frame.ask in ("coordinators", "change_subject") and subjects and frame.has_words("bo truong nao") and not frame.has_words(*_COORDINATING):
        return frame.asking("lead")  # «còn danh tính điện tử thì ông bộ trưởng nào» after who helps with another task
    if frame.ask == "compare" and len(subjects) > 1 and frame.has_words("phoi hop"):
        return frame.asking("coordinators")
    if frame.ask == "compare" and len(subjects) == 1 and len(frame.of("organisation")) > 1:
        return frame.asking("lead")  # «phần của bộ X và của bộ Y trong vụ này khác nhau làm sao»
    if frame.ask == "compare" and len(subjects) == 1:
        of_sources = frame.has_words(*_OF_SOURCES)  # «hai nguồn ghi phần phối hợp giống hay khác»
        leads = dict(frame.ranking).get("lead", 0.0) >= _LEAST_LEADING and frame.has_words(*_WHO)  # «phần đó thì bộ khác hả, bộ nào»
        if of_sources and frame.has_words(*_COORDINATING):
            return frame.asking("coordinators")
        if leads or (of_sources and frame.has_words(*LEADING_WORDS)):
            return frame.asking("lead")
    if frame.ask == "source" and frame.confidence < SURE and subjects and asks_which_body(frame) and may_be(frame, "lead"):
        return frame.asking("lead")  # «theo báo chí, cơ quan nào đứng đầu X»
    if frame.ask == "compare" and subjects and frame.of("level_word") and frame.has_words(*_TWO) and may_be(frame, "lead"):
        return replace(frame, ask="lead", confidence=SURE)  # «nhiệm vụ X chia cho hai bộ thế nào»
    if frame.ask == "verify_claim" and frame.confidence < SURE and subjects and asks_which_body(frame) and may_be(frame, "lead"):
        return frame.asking("lead")  # «X là việc của bộ trưởng nào hả»
    bare = frame.ask == "belongs_to" and not asks_something(frame.words)  # «mục tiêu của nhiệm vụ X»
    if (bare or (frame.ask in _LOOSELY_OF_TARGETS and frame.confidence < SURE)) and _asks_for_targets_of_task(frame):
        return frame.asking("list_targets")
    if frame.ask in ("belongs_to", "verify_claim") and _holds_number_against_task(frame, conversation):
        return replace(frame, ask="belongs_to", mentions=tuple(mention for mention in frame.mentions if not mention.values("number", "kind")))
    loosely = frame.ask in _LOOSELY_OF_LEADERS and frame.confidence < DOUBTFUL
    loosely = loosely or (is_unsure(frame) and asks_which_body(frame))
    claims_nobody_known = frame.ask == "verify_claim" and not frame.of("organisation", "figure", "date")  # «… là VNPT với Viettel chủ trì mà»
    if (loosely or claims_nobody_known) and subjects and frame.has_words(*LEADING_WORDS):
        return frame.asking("lead")
    asked = conversation.last.ask if conversation.last is not None else None
    if frame.ask == "verify_claim" and frame.confidence < DOUBTFUL and subjects and frame.of("level_word") and asked in ROLE_ASKS:
        return frame.asking(str(asked))  # «X cũng là bộ ấy hả» after who leads
    if frame.ask == "list_tasks" and frame.of("task") and frame.confidence < SURE:
        return frame.asking(frame.likeliest(besides={"list_tasks"}, least=LEAST_SURE) or frame.ask)  # «cơ quan nào được nêu trong nhiệm vụ X»
    if frame.ask == "list_tasks" and not conversation.has_begun and _points_to_unknown_task(frame):
        return frame.asking("task_detail")  # «nhiệm vụ kia mục tiêu là gì»
    if frame.ask == "list_tasks" and _points_to_task(frame) and conversation.remembered():
        return frame.asking(frame.likeliest(besides={"list_tasks"}, least=LEAST_FITTING) or frame.ask)  # «nhiệm vụ đó giao cho bộ nào»
    if frame.ask == "belongs_to" and _asks_for_goal_of_that_task(frame) and conversation.remembered():
        return frame.asking("target_value")  # «mục tiêu của nhiệm vụ này là gì»
    if frame.ask == "more" and frame.of("target") and "target" in frame.values("kind"):
        return frame.asking("target_value")  # «thêm giùm con số hộ có cáp quang nữa»
    if frame.ask == "scope" and len(subjects) > _FEW and "target" in frame.values("kind"):
        return frame.asking("target_value")  # «các chỉ tiêu tính trên đầu người (X, Y, Z) từng cái bao nhiêu»
    if frame.ask == "organisation_duties" and subjects and frame.of("organisation") and not (frame.has_words(*TAKES_PART) and not frame.of("level_word")):
        several = len(frame.of("organisation")) > 1  # «phần của bộ X khác phần của bộ Y ra sao»
        return frame.asking("lead" if several or asks_outright(frame.words) else "verify_claim")  # «giao X cho một mình bộ Y thôi»
    return frame


def _have_one_ministry(frame: Frame) -> bool:
    """«X với Y cùng một bộ hả»; not «cùng bộ tiêu chí», «khác bộ phận»."""
    return _ONE_MINISTRY.search(" ".join(word.text for word in frame.words)) is not None


def _weighs(frame: Frame, conversation: Conversation) -> bool:
    """«trong đó cái nào thấp nhất, mấy phần trăm» of what was listed; «bên nào phủ nhiều dân hơn: X hay Y»."""
    if frame.of("figure", "date"):
        return False
    of_list = bool(conversation.listed_targets()) and not frame.of(*SUBJECT_KINDS) and frame.has_words(*_SUPERLATIVES)
    return of_list or (len(frame.of("target")) > 1 and frame.has_words("hon") and frame.has_words("hay"))


def _asks_for_targets_of_task(frame: Frame) -> bool:
    """«ba chỉ tiêu của nhiệm vụ X»: the word for targets before a name that is a task's alone."""
    begin = next((kind.end for kind in frame.of("kind") if "target" in kind.values("kind")), None)
    return begin is not None and not frame.of("target") and any(mention.start >= begin for mention in frame.of("task"))


def _holds_number_against_task(frame: Frame, conversation: Conversation) -> bool:
    """«nó có phải là nhiệm vụ số 3 không» of the task talked about."""
    remembered = conversation.remembered()
    of_task = bool(remembered) and remembered[0].kind == "task" and not frame.of(*SUBJECT_KINDS)
    return of_task and bool(frame.of("number")) and "task" in frame.values("kind") and frame.has_words(*_IS_IT_NUMBER)


def _asks_for_goal_of_that_task(frame: Frame) -> bool:
    """«mục tiêu của nhiệm vụ này là gì»: the word for goals before the word for the task talked about, and nothing named."""
    kinds = [kind for mention in frame.of("kind") for kind in mention.values("kind")]
    goes_on = frame.has_words("la gi", "la bao nhieu", "the nao") or not asks_something(frame.words)
    return kinds == ["target", "task"] and _points_to_task(frame) and not frame.of(*SUBJECT_KINDS) and goes_on


def _points_to_task(frame: Frame) -> bool:
    """«nhiệm vụ đó», «việc ấy»: one task, known from before."""
    ends = [mention.end for mention in frame.of("kind")]
    after = (next((word.text for word in frame.all_words if word.start >= end), "") for end in ends)
    return any(word in _THAT for word in after)


def _points_to_unknown_task(frame: Frame) -> bool:
    """«nhiệm vụ kia mục tiêu là gì»: one task, which nobody named; not «nhiệm vụ do ai chủ trì», «những nhiệm vụ này»."""
    after = (next((word.text for word in frame.all_words if word.start >= mention.end), "") for mention in frame.of("kind"))
    that = any(word in ("kia", "ay") for word in after) or says(frame.all_words, *THAT_TASK, exactly=True)
    begin = frame.all_words[:4]
    folded = " ".join(word.text for word in begin) in _THAT_TASK_FOLDED and all(word.typed == word.text for word in begin)
    return len(frame.all_words) < _LONG and (folded or (that and not frame.has_words(*_SEVERAL)))
