"""Asks (Rasa intents) grouped by what they need and what they are asked of: the tables that resolving and composing share."""

from __future__ import annotations

# Which kinds of subject an ask goes with, best first.
TARGET_FIRST = ("target", "task", "topic", "pillar", "organisation")
TASK_FIRST = ("task", "target", "topic", "organisation", "pillar")
KINDS_FOR_ASK: dict[str, tuple[str, ...]] = {
    "target_value": TARGET_FIRST,
    "deadline": TARGET_FIRST,
    "scope": TARGET_FIRST,
    "compare": TARGET_FIRST,
    "verify_claim": TARGET_FIRST,
    "achieved_result": TARGET_FIRST,
    "definition": TARGET_FIRST,
    "lead": TASK_FIRST,
    "coordinators": TASK_FIRST,
    "task_detail": TASK_FIRST,
    "purpose": TASK_FIRST,
    "monitoring": ("topic", "task", "target"),
    "founding": ("topic", "task", "target"),
    "training": ("topic", "task", "target"),
    "composition": ("topic", "task", "organisation"),
    "current_status": ("organisation", "topic", "task", "target"),
    "organisation_duties": ("organisation", "topic", "task", "target"),
    "list_targets": ("pillar", "organisation", "task", "target", "topic"),
    "list_tasks": ("organisation", "pillar", "task", "topic"),
    "count": ("topic", "organisation", "pillar", "task", "target"),
    "belongs_to": TARGET_FIRST,
}
# What a subject is usually asked.
DEFAULT_ASK = {"target": "target_value", "task": "task_detail", "topic": "definition", "organisation": "organisation_duties", "pillar": "list_targets"}

# Asked of a task; of a target, they mean the task it belongs to.
ROLE_FIELDS = {"lead": "leads", "coordinators": "coordinators"}  # the field of a task's part for each
ROLE_ASKS = frozenset(ROLE_FIELDS)
LEADING_WORDS = ("chu tri", "phu trach", "dung dau", "chiu trach nhiem", "dau moi", "cam trich", "cam dau", "lead", "leads", "in charge")  # folded
# What tells that the part of a body in something is asked for, not what leads.
TAKES_PART = (
    "vai tro", "gop tay", "gop suc", "tham gia", "dinh liu", "dinh dang", "giup", "lam gi trong", "lam gi o", "lien quan", "co chan", "co phan",
    "phai lam gi", "phai lam chi", "phai man chi", "co viec gi", "co viec chi", "viec gi trong", "lo gi trong", "role", "involved", "take part",
)  # fmt: skip
KEY_TASKS = ("trong tam", "key", "focal")  # what a plan's tasks are called, unlike a body's duties
TASK_ASKS = ROLE_ASKS | {"task_detail", "purpose"}
# Asks about a document or a body: answered by the topic that states them, named or not.
DOCUMENT_ASKS = frozenset(("document_number", "issue_date", "signer", "document_title", "legal_basis", "chair"))
TOPIC_ASKS = DOCUMENT_ASKS | {"composition", "founding", "training", "monitoring", "current_status"}
# Asked of one body at a time: «gồm những ai» after what a board is does not turn to another one.
OF_ONE_BODY = frozenset(("composition", "founding", "chair", "current_status"))
# Asks that mean something without a subject.
FREE_ASKS = frozenset(("list_targets", "list_tasks", "count", "source", "reverse_lookup"))
SMALL_TALK = frozenset(("greet", "goodbye", "thank", "help", "bot_challenge", "contact", "affirm", "deny", "complaint", "repeat", "privacy"))
OUTSIDE = frozenset(("office_holder_today", "budget", "procedure", "off_topic"))
# Moves that say nothing of what is asked.
WITHOUT_ASK = frozenset(("change_subject", "pick_option", "more", "affirm", "deny", "greet", "thank", "complaint", "repeat"))
# All that asks nothing of the plan.
ASKS_NO_FACT = WITHOUT_ASK | SMALL_TALK | OUTSIDE
# After a refusal, «thế mục tiêu 2022 là gì» means the goal of what was refused.
LOOSE_ASKS = frozenset(("list_targets", "target_value", "definition", "count"))
