"""What every channel does with a message before Rasa sees it."""

from __future__ import annotations

from bot.language.limits import MAX_CHARACTERS
from bot.privacy.masking import beginning

# Rasa takes text that begins with a slash for an intent or a command («/restart»). The bot's own buttons carry questions in
# words, so nothing that arrives from outside is ever one: a word joiner, which is not shown and not read, takes away the slash's power.
_WORD_JOINER = "\u2060"
COMMAND_MARK = "/"


def admit(text: str | None) -> str:
    """The text as Rasa may see it: never empty, never a command, never longer than what the bot reads (and one more, to tell).

    Numbers and addresses that tell who somebody is are masked (bot.privacy.masking): what comes after keeps only this text.
    """
    text = beginning(text or "", MAX_CHARACTERS)
    if not text.strip() or text.lstrip().startswith(COMMAND_MARK):
        return _WORD_JOINER + text
    return text
