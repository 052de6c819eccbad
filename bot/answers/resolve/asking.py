"""Which ask a question means: the mentions and the words against the classifier."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import partial

from bot.answers.asks import (
    ASKS_NO_FACT,
    DEFAULT_ASK,
    DOCUMENT_ASKS,
    LEADING_WORDS,
    OUTSIDE,
    ROLE_ASKS,
    SMALL_TALK,
    TOPIC_ASKS,
)
from bot.answers.conversation import Conversation
from bot.answers.frame import SUBJECT_KINDS, Frame, Mention
from bot.answers.resolve.leaders import asks_for_every_leader, asks_which_body
from bot.answers.resolve.mentions import ORDINAL_WORDS
from bot.answers.resolve.named_kinds import by_what_is_named
from bot.answers.resolve.outright import asked_outright
from bot.answers.resolve.results import asks_for_rank, asks_who_did, tells_result
from bot.answers.resolve.sureness import DOUBTFUL, LEAST_FITTING, SURE, is_unsure, may_be
from bot.answers.subjects import can_be_asked
from bot.language.asides import says_only_when
from bot.language.interrogatives import SPEAKERS, asks_outright, asks_something, goes_on
from bot.plan.find import figure_is
from bot.plan.model import Target

# Of these asks beside a target and a percent, always or only if the classifier is unsure, the truth of the percent is what is asked.
_FIGURE_ASKS = frozenset(("target_value", "verify_claim", "change_subject", "definition", "list_tasks", "count", "affirm", "deny", "complaint"))
_OTHER_FIGURE_ASKS = frozenset(("achieved_result", "compare", "list_targets", "belongs_to", "deadline", "scope"))
_GOAL_ASKS = frozenset(("target_value", "verify_claim", "count", "change_subject", "list_targets"))
_OF_WHAT_WAS_TOLD = frozenset(("more", "repeat", "complaint", "pick_option", "affirm", "deny", "thank"))
_OF_LEADERS = frozenset(("lead", "list_tasks", "composition", "coordinators", "count", "list_targets", "organisation_duties"))
_LOOSELY_OF_MATTER = frozenset(("task_detail", "definition", "list_targets", "scope"))
_WHICH_PERCENT = ("bao nhieu %", "may %", "nhieu %", "bao nhieu phan tram", "may phan tram", "what percent", "what percentage")
_HOW_MUCH = (*_WHICH_PERCENT, "bao nhieu", "nhieu", "how much")
_HOW_MUCH_OF_IT = (*_WHICH_PERCENT, "bao nhieu", "muc nao", "muc may", "how much")
_OF_GOALS = ("mong", "nham", "ky vong", "muc tieu", "chi tieu", "doi hoi", "dat ra", "phai dat", "ke hoach")
_PARTING = frozenset(("thank", "goodbye"))
_OF_PEOPLE = frozenset(("contact", "privacy"))
_RETORTS = frozenset(("affirm", "deny", "complaint"))
_TO_BE_LISTED = ("la nhung cai nao", "la nhung gi", "ke ten", "liet ke", "ke ra", "gom nhung gi", "gom nhung cai nao")
_TO_BE_TOLD = ("gui", "doc", "ke", "liet ke", "neu", "ghi", "cho xin")
_WHAT_IS_THE = frozenset(("what", "whats", "s", "is", "the", "its", "tell", "me", "please", "pls"))
_FEW = 2  # subjects, or words beside them
_SHORT = 5  # words
_BESIDE_A_PLACE = frozenset(
    ("o", "tai", "tinh", "bao", "nhieu", "may", "phan", "tram", "%", "thi", "sao", "con", "the", "vay", "nhi", "no", "cai", "do", "duoc", "la", "dat", "muc")
)
_HOW_ABOUT = re.compile(r"^(?:con|the con|vay con|the) |\b(?:thi sao|thi the nao|thi rang|thi nhu nao|how about|what about)\b")
_IS_ONE_OF_TASKS = re.compile(
    r"\b(?:la mot (?:trong )?(?:cac |so |nhung )?(?:nhiem vu|viec|dau viec|muc)?|co|nam) (?:that |thiet )?"
    r"trong (?:danh sach )?(\d+|\w+ \w+) (?:nhiem vu|viec|dau viec|muc|cai)\b(?! (?:nay |do |kia )?(?:nao|gi|co bao nhieu))"
)
_ASKS_FOR_HELP = frozenset(("chi", "cach", "cai", "giup", "xin", "bi"))
_ASKS_MORE = re.compile(r"\b(?:bao nhieu|may|ai|nao|gi|phan tram)\b|%")
_WHICH_IS_ABOUT = ("cai nao ve", "viec nao ve", "nhiem vu nao ve", "muc nao ve", "cai nao lien quan", "viec nao lien quan", "cai nao dinh")
_DOUBTING = ("xao", "phet", "bia ra", "noi doc", "noi xao", "cao du", "kho tin", "khong tin", "lying")
_LEAST_AFTER_PICKING = 0.02
_MOSTLY_OUTSIDE, _LEAST_BESIDE_OUTSIDE = 0.5, 0.2
_PICKS_OR_LISTS = frozenset(("pick_option", "list_tasks", "list_targets", "reverse_lookup", "more"))
_ALL = ("ca", "het", "du", "tron", "tat ca", "toan bo", "tron bo", "nguyen", "all")
_OF_WHAT = ("cua cai gi", "cua cai chi", "cua gi", "tren cai gi", "tren tong", "tinh tren gi", "so voi cai gi", "cua tong gi", "of what")
_MEASURED_BY = ("so voi", "tinh tren", "tinh theo", "tren tong")
_SURELY_OTHER = frozenset(("deadline", "compare", "verify_claim"))
_OF_DOCUMENTS = (
    "van ban", "quyet dinh", "ke hoach", "ky", "ban hanh", "so hieu", "nghi dinh", "thong tu", "cong van", "chi thi", "can cu", "phap ly", "luat", "chu tich",
    "document", "decision", "signed", "signs", "issued", "legal", "chair", "chairs",
)  # fmt: skip
_SINCE_WHEN = (
    "ke tu ngay", "ap dung tu ngay", "thuc hien tu ngay", "tu ngay nao", "tu ngay may", "tu hom nao", "tu khi nao", "tu bao gio", "tu luc nao", "tu thang nao",
    "tu thang may",
)  # fmt: skip
_OF_TIME = (
    "khi nao", "bao gio", "bao lau", "luc nao", "chung nao", "ngay", "hom", "thang", "quy may", "quy nao", "han", "moc", "kip", "som", "tre", "xong", "truoc",
    "may gio", "dau nam", "cuoi nam", "giua nam", "thoi gian", "thoi diem", "tu dau", "nam nao", "nam may",
    "when", "deadline", "by", "date", "until", "start", "due",
)  # fmt: skip


def asks_only_when(frame: Frame, conversation: Conversation) -> bool:
    """«hạn là khi nào hở shop» as the first words of a conversation: nothing but a time is asked for, of nothing."""
    if conversation.has_begun or frame.mentions or frame.ask not in ("deadline", "issue_date"):
        return False
    return says_only_when([word.text for word in frame.all_words])


def settled(frame: Frame, conversation: Conversation) -> Frame:
    """The frame with the ask that its mentions, its words and the conversation leave of the classifier's."""
    if (
        (tells_result(frame) and (frame.ask in _GOAL_ASKS or (frame.ask in _OF_WHAT_WAS_TOLD and frame.of("target"))))
        or _asks_who_did(frame)
        or asks_for_rank(frame)
    ):
        return replace(frame, ask="achieved_result", confidence=max(frame.confidence, SURE))  # a goal must never be told as what was reached
    if frame.ask == "off_topic" and _asks_of_place_only(frame, conversation):
        return frame.asking("target_value")
    asked = conversation.last.ask if conversation.last is not None else None
    if asked in ROLE_ASKS and frame.of("part") and frame.confidence < SURE and not asks_something(frame.words):
        return frame.asking("change_subject")  # «thế phần kiến thức, kỹ năng?» after who leads the other half
    if frame.ask == "monitoring" and frame.confidence < DOUBTFUL and not conversation.has_begun and not frame.mentions and len(frame.words) <= _SHORT:
        return frame.asking("lead")  # «rồi ai làm vậy em», of nothing
    outright = asked_outright(frame, conversation)
    if outright is not None:
        return outright
    if asks_for_every_leader(frame) and (frame.ask in _OF_LEADERS or frame.confidence < SURE):
        return frame.asking("lead")
    if frame.ask in SMALL_TALK and frame.of("year", "date", "level", "place") and not frame.words:
        return frame.asking("change_subject")  # «2025?»
    frame = by_what_is_named(_of_what_is_talked_about(frame, conversation), conversation)
    if frame.ask in OUTSIDE and conversation.has_begun and _only_turns_first(frame):
        return frame.asking("change_subject")  # «báo cáo thì sao ạ, bên em nộp báo cáo hoài»
    if frame.ask in ROLE_ASKS and frame.confidence < DOUBTFUL and frame.of("target") and "target" in frame.values("kind") and not _asks_for_body(frame):
        return frame.asking("target_value")  # «nào, chỉ tiêu dân có điện thoại thông minh?»
    if frame.ask == "belongs_to" and frame.confidence < DOUBTFUL and frame.of("task") and frame.has_words(*LEADING_WORDS):
        return frame.asking("lead")
    if _asks_whether_one_of_tasks(frame):
        return frame.asking("belongs_to")  # «hệ thống báo cáo có là một việc trong 18 việc không»
    if frame.ask in OUTSIDE and frame.confidence < SURE and frame.of("task") and conversation.has_listed_tasks() and _asks_which_is_about(frame):
        return frame.asking("list_tasks")  # «có cái nào về trả tiền không dùng tiền mặt không» after the list of tasks
    if frame.ask == "deadline" and frame.confidence < SURE and frame.of("target") and not frame.has_words(*_OF_TIME):
        frame = frame.asking(frame.likeliest(besides=ASKS_NO_FACT | {"deadline"}) or frame.ask)
    if conversation.has_begun and frame.ask in _LOOSELY_OF_MATTER and frame.confidence < SURE and _only_turns_to_subject(frame):
        return frame.asking("change_subject")  # «vậy còn mạng cáp quang từng nhà?»
    if frame.ask == "document_number" and frame.has_words("con so") and not frame.has_words(*_OF_DOCUMENTS) and not frame.of("topic", "document", "fact"):
        return frame.asking("target_value")  # «cho tôi con số đi»
    if frame.ask == "list_targets" and _is_bare_kind(frame):
        return frame.asking("target_value")  # «chỉ tiêu», and nothing else
    if frame.confidence < SURE and frame.ask not in OUTSIDE and frame.of("target") and len(frame.words) <= _FEW and not asks_something(frame.words):
        return frame.asking("change_subject")  # «fiber for households in 2022?»
    if (
        frame.confidence < DOUBTFUL
        and frame.of("target")
        and frame.ask not in OUTSIDE | _OTHER_FIGURE_ASKS - {"belongs_to"}
        and frame.has_words(*_HOW_MUCH_OF_IT)
    ):
        return replace(frame, ask="target_value", confidence=SURE)  # «cái hóa đơn lúc nãy bao nhiêu ấy nhỉ»
    if conversation.has_begun and frame.confidence < DOUBTFUL and _names_target_only(frame):
        return frame.asking("change_subject")  # «vậy riêng máy cầm tay thông minh trong tay dân?»
    if is_unsure(frame) and frame.of("target", "task"):
        return frame.asking("change_subject")  # a subject, and nothing sure of what is asked: its usual ask
    if frame.ask == "complaint" and conversation.has_begun and frame.has_words(*_DOUBTING):
        return frame.asking("verify_claim")
    if frame.ask in _OF_PEOPLE and frame.confidence < SURE and frame.of("target", "task", "part"):
        if frame.all_words and frame.all_words[0].text in ("ai", "who") and may_be(frame, "lead"):
            return frame.asking("lead")  # «ai tuyên truyền an ninh mạng cho cán bộ và quần chúng»
        return frame.asking("change_subject")  # «còn phần tuyên truyền cho cán bộ?»
    if frame.ask == "greet" and frame.has_words("chao") and not asks_something(frame.all_words) and all(map(partial(_is_greeted, frame), frame.mentions)):
        return replace(frame, mentions=())  # «em chào cô chú cán bộ một cửa»
    if frame.ask in _PARTING and frame.confidence >= SURE:
        return replace(frame, mentions=())  # «cảm ơn nhiều, chúc sức khỏe» wishes health, and asks nothing of its record
    if frame.ask in SMALL_TALK and _asks_after_all(frame, conversation):
        least = _LEAST_AFTER_PICKING if frame.ask == "repeat" and frame.of("target") else 0.0
        return frame.asking(frame.likeliest(besides=ASKS_NO_FACT, least=least) or "change_subject")  # «đọc lại tỷ lệ X xem nào»
    if frame.ask in ("change_subject", "deny") and _names_other_figure(frame, conversation):
        return frame.asking("reverse_lookup")  # «tui hỏi lộn, 75 cơ» after what 85% is
    listed = _all_of_a_list(frame, conversation) if frame.ask in _PICKS_OR_LISTS else None
    if listed is not None:
        return listed
    if frame.ask == "pick_option" and asks_something(tuple(word for word in frame.words if word.text not in ORDINAL_WORDS)):
        asks_figure = frame.has_words("nhieu", "bao nhieu", "may phan tram") and dict(frame.ranking).get("target_value", 0.0) >= LEAST_FITTING
        return frame.asking("target_value" if asks_figure else frame.likeliest(besides=ASKS_NO_FACT, least=_LEAST_AFTER_PICKING) or frame.ask)
    if frame.ask == "procedure" and frame.of("target") and _asks_percent_of_goal(frame):
        return frame.asking("target_value")  # «giấy tờ ký kết chuyển sang hợp đồng điện tử, đòi mấy % doanh nghiệp làm»
    if frame.ask in OUTSIDE and frame.confidence < SURE and frame.of("target", "task", "part", "topic") and not frame.of("unlisted"):
        outside = sum(confidence for ask, confidence in frame.ranking if ask in OUTSIDE)
        least = _LEAST_BESIDE_OUTSIDE if outside >= _MOSTLY_OUTSIDE else 0.0
        return frame.asking(frame.likeliest(besides=OUTSIDE | SMALL_TALK, least=least) or frame.ask)
    if frame.ask in ("verify_claim", "change_subject") and frame.of("target") and not frame.of("date") and frame.has_words(*_SINCE_WHEN):
        return frame.asking("deadline")  # «phải số hóa 100% kể từ ngày?»
    # Where a percent stands beside a target, its truth is asked; a claimed figure is never left without a word.
    claimed = frame.ask in _FIGURE_ASKS or (frame.confidence < SURE and frame.ask not in _OTHER_FIGURE_ASKS)
    if frame.values("figure") and frame.of("target") and claimed:
        return frame.asking("verify_claim")
    if frame.ask == "count" and frame.has_words(*_TO_BE_LISTED) and frame.of("kind") and not frame.of(*SUBJECT_KINDS):
        return frame.asking("list_tasks" if "task" in frame.values("kind") else "list_targets")  # «có bao nhiêu chỉ tiêu và là những cái nào»
    if frame.ask == "count" and frame.of("pillar", "figure") and frame.has_words(*_TO_BE_TOLD) and may_be(frame, "list_targets"):
        return frame.asking("list_targets")  # «Bộ ba chỉ tiêu hạ tầng. Gửi giúp cả ba con số.»
    if frame.ask == "reverse_lookup" and not frame.of("figure", "date", "number", *SUBJECT_KINDS) and conversation.has_listed_tasks():
        return frame.asking("list_tasks")  # «cái về thành phố là cái nào trong số đó»
    if frame.ask == "list_targets" and _goes_on_about_tasks(frame, conversation):
        return frame.asking("list_tasks")
    if frame.ask == "lead" and frame.of("organisation") and not frame.of("task", "target", "topic", "part") and not conversation.memory.last_subjects():
        return frame.asking("organisation_duties")
    return frame


def _asks_whether_one_of_tasks(frame: Frame) -> bool:
    """«hệ thống báo cáo có là một việc trong 18 việc không»; not «… có trong 18 nhiệm vụ không, và ai chủ trì»."""
    if not (frame.of("task", "target") and frame.of("number")) or (frame.ask in ROLE_ASKS | {"deadline", "target_value"} and frame.confidence >= SURE):
        return False
    text = " ".join(word.text for word in frame.all_words)
    found = _IS_ONE_OF_TASKS.search(text)
    return found is not None and not _ASKS_MORE.search(text[found.end() :])


def _only_turns_first(frame: Frame) -> bool:
    """Whether the words begin by turning to a target: «báo cáo thì sao», «còn hóa đơn».

    Behind a mark, whatever is told there is no question of its own.
    """
    targets = [mention for mention in frame.of("target") if not mention.described]
    if not targets or not frame.breaks:
        return False
    clause = frame.clause_of(targets[0])
    told = frame.all_words[len(clause) :]
    if _ASKS_FOR_HELP.intersection(word.text for word in told):
        return False  # «còn hồ sơ sức khỏe, chỉ tôi cách cài đặt»
    return clause == list(frame.all_words[: len(clause)]) and _HOW_ABOUT.search(" ".join(word.text for word in clause)) is not None and not asks_something(told)


def _asks_which_is_about(frame: Frame) -> bool:
    return frame.has_words(*_WHICH_IS_ABOUT) and not frame.has_words("lien he", "so dien thoai", "so may")


def _asks_for_body(frame: Frame) -> bool:
    return frame.has_words(*LEADING_WORDS, "ai", "who") or asks_which_body(frame)


def _all_of_a_list(frame: Frame, conversation: Conversation) -> Frame | None:
    """«đọc cho tôi cả 18 cái», «kể hết 18 cái»: the list that has so many; None if there is no such list."""
    plan = conversation.remembered()[0].plan if conversation.remembered() else conversation.library.default
    lists = {str(len(plan.targets)): "list_targets", str(len(plan.tasks)): "list_tasks"}
    if frame.of(*SUBJECT_KINDS, "kind") or not frame.has_words(*_ALL):
        return None
    numbers = [mention for mention in frame.of("number") if mention.values("number")[0] in lists]
    if len(numbers) != 1:
        return None
    ask = lists[numbers[0].values("number")[0]]
    return replace(frame, ask=ask, confidence=SURE, mentions=tuple(mention for mention in frame.mentions if mention is not numbers[0]))


def asks_of_what(frame: Frame, conversation: Conversation) -> bool:
    """«% của cái gì, GDP hả?» after a figure."""
    goes_on = conversation.has_begun and not frame.of(*SUBJECT_KINDS) and bool(conversation.remembered())
    if goes_on and frame.ask == "reverse_lookup" and frame.of("figure"):
        target = conversation.remembered()[0].entry  # not «vậy 75% là của cái gì» after what 85% is of
        goes_on = isinstance(target, Target) and any(figure_is(target, figure) for figure in frame.values("figure"))
    of_other = bool(frame.of("unlisted")) and frame.has_words(*_MEASURED_BY)  # «tức là so với GDP à»
    return goes_on and conversation.remembered()[0].kind == "target" and (of_other or frame.has_words(*_OF_WHAT))


def _names_other_figure(frame: Frame, conversation: Conversation) -> bool:
    """A number after targets were looked up by their figure, greater than any place in their list."""
    last, numbers = conversation.last, frame.values("number")
    if last is None or last.ask not in ("reverse_lookup", "list_targets") or len(numbers) != 1 or frame.of(*SUBJECT_KINDS):
        return False
    return numbers[0].isdigit() and int(numbers[0]) > len(last.options)


def _asks_who_did(frame: Frame) -> bool:
    """Whether a result is asked for by who did it; not where the classifier is sure of another matter."""
    if frame.ask in ROLE_ASKS and not is_unsure(frame):
        return False
    outright = frame.ask not in _SURELY_OTHER or frame.confidence < SURE or frame.has_words("xep hang", "beu ten")
    return outright and asks_who_did(frame)


def _asks_percent_of_goal(frame: Frame) -> bool:
    """«đòi mấy % doanh nghiệp làm»; not «lãi mấy %»."""
    return frame.has_words(*_WHICH_PERCENT) and (may_be(frame, "target_value") or frame.has_words(*_OF_GOALS))


def _only_turns_to_subject(frame: Frame) -> bool:
    """Whether the words turn to another subject and ask nothing of it."""
    named = frame.of("target", "task") and not frame.of("figure", "date")
    return bool(named) and goes_on(frame.all_words) and not asks_something(frame.words) and not frame.has_words(*LEADING_WORDS)


def _is_greeted(frame: Frame, mention: Mention) -> bool:
    """Whether the mention stands behind those who are spoken to: «cô chú cán bộ một cửa»."""
    return bool(mention.values("level_word")) or (frame.words_before(mention) or [""])[-1] in SPEAKERS | {"bo"}


def _names_target_only(frame: Frame) -> bool:
    """Whether a target is named, and no word asks anything of it."""
    if frame.ask in OUTSIDE | SMALL_TALK or frame.of("figure", "date", "organisation", "topic", "unlisted"):
        return False
    return bool(frame.of("target")) and not asks_something(frame.words) and not frame.has_words(*LEADING_WORDS)


def _is_bare_kind(frame: Frame) -> bool:
    """«chỉ tiêu», and no other word."""
    kinds = frame.of("kind")
    others = [word.text for word in frame.all_words if not any(kind.start <= word.start < kind.end for kind in kinds)]
    asked_in_english = frame.has_words("target", "goal", "number") and _WHAT_IS_THE.issuperset(others)  # «what's the target?»; «targets» are all
    return bool(kinds) and len(frame.mentions) == len(kinds) and (not others or asked_in_english)


def _asks_of_place_only(frame: Frame, conversation: Conversation) -> bool:
    """«ở tỉnh tôi bao nhiêu» after a target: its share there; not «thời tiết Hà Nội bao nhiêu độ»."""
    remembered = conversation.remembered()
    of_target = bool(remembered) and remembered[0].kind == "target" and not frame.of("unlisted", *SUBJECT_KINDS)
    return of_target and bool(frame.of("place")) and frame.has_words("bao nhieu", "may") and all(word.text in _BESIDE_A_PLACE for word in frame.words)


def _of_what_is_talked_about(frame: Frame, conversation: Conversation) -> Frame:
    """«ai?», «cho xin số» about a target: an ask of documents and bodies gives way to a likely one that the subject can be asked, unless it is sure."""
    of_target = frame.of("target") and frame.confidence < DOUBTFUL  # «… under the plan, and what's the number?»
    if frame.ask not in TOPIC_ASKS or (frame.of("topic", "organisation", "fact", "document") and not of_target):
        return frame
    refs = (ref for mention in frame.of("target", "task", "pillar") for _, ref in mention.readings)
    named = [subject for subject in map(conversation.library.subject, refs) if subject is not None]
    subject = next(iter(named or conversation.remembered()), None)
    if subject is None or can_be_asked(frame.ask, subject):
        return frame
    if frame.ask == "issue_date" and subject.kind == "target":
        return frame.asking("deadline")
    if frame.ask == "chair" and not frame.has_words(*_OF_DOCUMENTS):
        return frame if subject.kind == "topic" else frame.asking("lead")  # «do ai đứng đầu» of a task
    meant = [subject, *(named if "task" in frame.values("kind") else ()), *(conversation.listed() if len(conversation.listed()) == 1 else ())]
    if frame.ask == "document_number" and any(each.kind == "task" for each in meant) and not frame.has_words(*_OF_DOCUMENTS):
        return frame.asking("belongs_to")  # «nó là số mấy» after a task
    of_documents = frame.ask not in DOCUMENT_ASKS or frame.has_words(*_OF_DOCUMENTS)
    if frame.confidence >= SURE and len(frame.all_words) > _FEW and (of_documents or subject.kind != "target"):
        return frame  # «ai?» alone asks of what is talked about
    if subject.kind == "target" and frame.confidence < DOUBTFUL and frame.has_words(*_HOW_MUCH):
        return frame.asking("target_value")
    fitting = next((ask for ask, confidence in frame.ranking if confidence >= LEAST_FITTING and can_be_asked(ask, subject)), None)
    return frame.asking(fitting or (DEFAULT_ASK["target"] if not of_documents and subject.kind == "target" else frame.ask))


def _asks_after_all(frame: Frame, conversation: Conversation) -> bool:
    """Whether what reads like small talk holds a question."""
    if frame.ask == "contact" and frame.confidence >= SURE and all(mention.described for mention in frame.of(*SUBJECT_KINDS)):
        return False  # «bị lừa đảo trên mạng thì gọi ai»
    if frame.of("fact", *SUBJECT_KINDS) or (conversation.has_begun and frame.confidence < DOUBTFUL):
        return asks_something(frame.words)
    return frame.ask in _RETORTS and conversation.has_begun and asks_outright(frame.words)


def _goes_on_about_tasks(frame: Frame, conversation: Conversation) -> bool:
    """«còn những cái nào nữa» after the tasks were listed or counted."""
    last = conversation.last
    listed = last is not None and last.ask in ("list_tasks", "count") and conversation.has_listed_tasks()
    return listed and not frame.of("kind", *SUBJECT_KINDS) and not frame.has_words("muc tieu")
