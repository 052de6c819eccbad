"""Which ask a question means: the mentions against the classifier, and the ask that a follow-up leaves out."""

from __future__ import annotations

from dataclasses import replace

from bot.answers.asks import ASKS_NO_FACT, DEFAULT_ASK, DOCUMENT_ASKS, LEADING_WORDS, LOOSE_ASKS, OUTSIDE, SMALL_TALK, TOPIC_ASKS, WITHOUT_ASK
from bot.answers.conversation import Conversation
from bot.answers.frame import SUBJECT_KINDS, Frame
from bot.answers.outcome import Outcome
from bot.answers.query import Query
from bot.answers.resolve.mentions import ORDINAL_WORDS, cued_owners
from bot.answers.subjects import are_related, can_be_asked
from bot.language.interrogatives import asks_outright, asks_something

LEAST_SURE = 0.30  # a less confident ask counts as none; bench/risk.py shows what it costs to move it
SURE, DOUBTFUL = 0.80, 0.45
# Of these asks beside a target and a percent, always or only if the classifier is unsure, the truth of the percent is what is asked.
_FIGURE_ASKS = frozenset(("target_value", "verify_claim", "change_subject", "definition", "list_tasks", "count", "affirm", "deny", "complaint"))
_OTHER_FIGURE_ASKS = frozenset(("achieved_result", "compare", "list_targets", "belongs_to", "deadline", "scope"))
_GOAL_ASKS = frozenset(("target_value", "verify_claim", "count", "change_subject", "list_targets"))
_OF_LEADERS = frozenset(("lead", "list_tasks", "composition", "coordinators", "count", "list_targets", "organisation_duties"))
_PARTING = frozenset(("thank", "goodbye"))
_RETORTS = frozenset(("affirm", "deny", "complaint"))
_DOUBTING = ("xao", "phet", "bia ra", "noi doc", "noi xao", "cao du", "kho tin", "khong tin", "lying")
_LEAST_AFTER_PICKING = 0.02
LEAST_FITTING = 0.15  # how likely the ask must be that fits what is talked about better than the likeliest
_EVERY_LEADER = (
    "nhung bo", "moi bo", "nhung ai", "nhung nguoi", "nhung vi", "nhung ong", "nhung co quan", "cac co quan", "which ministries",
)  # fmt: skip
_EVERY_TASK = ("liet ke", "tung", "moi nhiem vu", "cac nhiem vu", "tat ca", "het", "danh sach", "bang", "list", "each")
_OF_DOCUMENTS = (
    "van ban", "quyet dinh", "ke hoach", "ky", "ban hanh", "so hieu", "nghi dinh", "thong tu", "cong van", "chi thi", "can cu", "phap ly", "luat", "chu tich",
    "document", "decision", "signed", "signs", "issued", "legal", "chair", "chairs",
)  # fmt: skip
_OF_TIME = (
    "khi nao", "bao gio", "bao lau", "luc nao", "chung nao", "ngay", "hom", "thang", "quy may", "quy nao", "han", "moc", "kip", "som", "tre", "xong", "truoc",
    "may gio", "dau nam", "cuoi nam", "giua nam", "thoi gian", "thoi diem", "tu dau", "nam nao", "nam may",
    "when", "deadline", "by", "date", "until", "start", "due",
)  # fmt: skip


def asks_for_every_leader(frame: Frame) -> bool:
    """«những bộ nào chủ trì», «ai chủ trì từng nhiệm vụ»: who leads the tasks as a whole."""
    if frame.of("target", "task", "part") or not frame.has_words(*LEADING_WORDS):
        return False
    return frame.has_words(*_EVERY_LEADER) or ("task" in frame.values("kind") and frame.has_words(*_EVERY_TASK))


def is_unsure(frame: Frame) -> bool:
    """Whether the ask is too unlikely to count as one."""
    return frame.confidence < LEAST_SURE


def settled(frame: Frame, conversation: Conversation) -> Frame:
    """The frame with the ask that its mentions, its words and the conversation leave of the classifier's."""
    if frame.of("tense") and frame.ask in _GOAL_ASKS:
        return frame.asking("achieved_result")  # a goal must never be told as what was reached
    if asks_for_every_leader(frame) and (frame.ask in _OF_LEADERS or frame.confidence < SURE):
        return frame.asking("lead")
    if frame.ask in SMALL_TALK and frame.of("year", "date", "level", "place") and not frame.words:
        return frame.asking("change_subject")  # «2025?»
    frame = _of_what_is_talked_about(frame, conversation)
    if frame.ask == "deadline" and frame.confidence < SURE and frame.of("target") and not frame.has_words(*_OF_TIME):
        frame = frame.asking(frame.likeliest(besides=ASKS_NO_FACT | {"deadline"}) or frame.ask)
    if is_unsure(frame) and frame.of("target", "task"):
        return frame.asking("change_subject")  # a subject, and nothing sure of what is asked: its usual ask
    if frame.ask == "complaint" and conversation.has_begun and frame.has_words(*_DOUBTING):
        return frame.asking("verify_claim")
    if frame.ask in _PARTING and frame.confidence >= SURE:
        return replace(frame, mentions=())  # «cảm ơn nhiều, chúc sức khỏe» wishes health, and asks nothing of its record
    if frame.ask in SMALL_TALK and _asks_after_all(frame, conversation):
        return frame.asking(frame.likeliest(besides=ASKS_NO_FACT) or frame.ask)
    if frame.ask == "pick_option" and asks_something(tuple(word for word in frame.words if word.text not in ORDINAL_WORDS)):
        return frame.asking(frame.likeliest(besides=ASKS_NO_FACT, least=_LEAST_AFTER_PICKING) or frame.ask)
    if frame.ask in OUTSIDE and frame.confidence < SURE and frame.of("target", "task", "part", "topic") and not frame.of("unlisted"):
        return frame.asking(frame.likeliest(besides=OUTSIDE | SMALL_TALK) or frame.ask)
    # Where a percent stands beside a target, its truth is asked; a claimed figure is never left without a word.
    claimed = frame.ask in _FIGURE_ASKS or (frame.confidence < SURE and frame.ask not in _OTHER_FIGURE_ASKS)
    if frame.values("figure") and frame.of("target") and claimed:
        return frame.asking("verify_claim")
    if frame.ask == "list_targets" and _goes_on_about_tasks(frame, conversation):
        return frame.asking("list_tasks")
    if frame.ask == "lead" and frame.of("organisation") and not frame.of("task", "target", "topic", "part") and not conversation.memory.last_subjects():
        return frame.asking("organisation_duties")
    return frame


def _of_what_is_talked_about(frame: Frame, conversation: Conversation) -> Frame:
    """«ai?», «cho xin số» about a target: an ask of documents and bodies gives way to a likely one that the subject can be asked, unless it is sure."""
    if frame.ask not in TOPIC_ASKS or frame.of("topic", "organisation", "fact", "document"):
        return frame
    named = [subject for mention in frame.of("target", "task") for _, ref in mention.readings if (subject := conversation.library.subject(ref)) is not None]
    subject = next(iter(named or conversation.remembered()), None)
    if subject is None or can_be_asked(frame.ask, subject):
        return frame
    if frame.ask == "issue_date" and subject.kind == "target":
        return frame.asking("deadline")
    if frame.ask == "chair" and not frame.has_words(*_OF_DOCUMENTS):
        return frame.asking("lead")  # «do ai đứng đầu» of a task
    of_documents = frame.ask not in DOCUMENT_ASKS or frame.has_words(*_OF_DOCUMENTS)
    if frame.confidence >= SURE and (of_documents or subject.kind != "target"):
        return frame
    fitting = next((ask for ask, confidence in frame.ranking if confidence >= LEAST_FITTING and can_be_asked(ask, subject)), None)
    return frame.asking(fitting or (DEFAULT_ASK["target"] if not of_documents and subject.kind == "target" else frame.ask))


def _asks_after_all(frame: Frame, conversation: Conversation) -> bool:
    """Whether what reads like small talk holds a question."""
    if frame.of("fact", *SUBJECT_KINDS) or (conversation.has_begun and frame.confidence < DOUBTFUL):
        return asks_something(frame.words)
    return frame.ask in _RETORTS and conversation.has_begun and asks_outright(frame.words)


def _goes_on_about_tasks(frame: Frame, conversation: Conversation) -> bool:
    """«còn những cái nào nữa» after the tasks were listed or counted."""
    last = conversation.last
    listed = last is not None and last.ask in ("list_tasks", "count") and conversation.has_listed_tasks()
    return listed and not frame.of("kind", *SUBJECT_KINDS) and not frame.has_words("muc tieu")


def lacks_ask(frame: Frame, conversation: Conversation) -> bool:
    """Whether the message says nothing of what is asked, so that the conversation does."""
    if frame.ask in WITHOUT_ASK or (is_unsure(frame) and frame.ask not in OUTSIDE):
        return True
    if frame.mentions and not frame.words:  # «cấp tỉnh?», «2022»
        return True
    last = conversation.last
    if last is None:
        return False
    if last.outcome == Outcome.ASK_BACK.value and last.ask is not None and not asks_something(frame.all_words):
        return True  # the answer to what the bot asked back
    return last.outcome == Outcome.OUT_OF_PLAN.value and frame.ask in LOOSE_ASKS and not frame.of(*SUBJECT_KINDS)


def effective_ask(query: Query, conversation: Conversation) -> str:
    """The ask to choose readings by: that of the turn before where the message has none."""
    last = conversation.last
    if last is not None and last.ask and lacks_ask(query.frame, conversation):
        return last.ask
    return query.ask


def with_carried_ask(query: Query, conversation: Conversation) -> Query:
    """A subject without an ask takes the ask before it, or what was last asked about it, or its usual ask."""
    subject = query.subjects[0]
    before = conversation.last.ask if conversation.last else None
    if before == "organisation_duties" and subject.kind in ("target", "task"):
        before = "lead"  # «Bộ Y tế chủ trì gì? – Thế dạy học trực tuyến?»
    if subject.kind == "target" and "target" in query.frame.values("kind"):
        before = "target_value"  # «nhắc lại chỉ tiêu cáp quang xem» after who leads it
    candidates = [before, conversation.memory.ask_about(subject.ref)]
    if query.frame.ask == "more" or any(are_related(subject, owner) for owner in cued_owners(query, conversation)):
        candidates = ["task_detail"]
    for ask in candidates:
        if ask is not None and ask not in ASKS_NO_FACT and can_be_asked(ask, subject):
            return query.carrying(*query.subjects, ask=ask)
    return query.asking(DEFAULT_ASK[subject.kind])
