"""Talk to the service in a terminal: one question, or a conversation."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator

from bot.service.client import Bubble, NoServiceError, ask, new_sender
from bot.service.content import service_texts
from bot.service.judge import Judge


def ask_once(url: str, question: str, judge: Judge) -> int:
    """Print the reply to *question*; 0 if it answers, 1 if it refuses or asks back, or if there is no service."""
    try:
        reply = ask(url, question, sender=new_sender("ask"))
    except NoServiceError as error:
        sys.stderr.write(f"error: {error}; start it with «make serve»\n")
        return 1
    for line in shown(reply):
        sys.stdout.write(line + "\n")
    return 0 if judge.is_answer(reply) else 1


def chat(url: str, read: Callable[[str], str] = input) -> int:
    """A conversation until the end of input; a number picks the button that bears it. 1 if the service is lost."""
    texts = service_texts()["chat"]
    sender = new_sender("chat")
    sys.stdout.write(texts["welcome"] + "\n")
    payloads: list[str] = []
    try:
        while True:
            typed = read(texts["you"]).strip()
            if typed.isdecimal() and 1 <= int(typed) <= len(payloads):
                typed = payloads[int(typed) - 1]
            reply = ask(url, typed, sender=sender)
            payloads = [payload for bubble in reply for _, payload in bubble.buttons]
            for line in shown(reply) if reply else [texts["silent"]]:
                sys.stdout.write(texts["bot"] + line + "\n")
    except (EOFError, KeyboardInterrupt):
        sys.stdout.write("\n" + texts["goodbye"] + "\n")
        return 0
    except NoServiceError as error:
        sys.stderr.write(f"error: {error}\n")
        return 1


def shown(reply: list[Bubble]) -> Iterator[str]:
    """The lines of a reply: the texts, then the buttons, numbered through."""
    yield from (bubble.text for bubble in reply if bubble.text)
    titles = [title for bubble in reply for title, _ in bubble.buttons]
    if titles:
        yield "   ".join(f"[{number}] {title}" for number, title in enumerate(titles, start=1))
