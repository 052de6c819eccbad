"""The answers that the bot has, on every platform."""

from __future__ import annotations

import pytest

from bot.messaging.layout import fits, lay_out
from bot.messaging.platform import Limits
from bot.messaging.replies import Choice, Reply
from bot.messaging.splitting import length
from tests.answers.test_every_question import replies, some
from tests.messaging.saying import BOT, MESSENGER, ZALO, channel_texts


@pytest.mark.parametrize("limits", [ZALO, MESSENGER, BOT], ids=["zalo", "messenger", "bot"])
def test_every_answer_is_one_message_with_all_its_choices(limits: Limits) -> None:
    first = channel_texts().lines.automatic
    broken = []
    for question, reply in replies():
        choices = tuple(Choice(button["title"], button["payload"]) for button in reply.buttons)
        layout = lay_out(Reply(tuple(reply.texts), choices), limits, channel_texts(), now=0, first=first)
        (message,) = layout.messages if len(layout.messages) == 1 else (None,)
        shown = message is not None and (message.choices == choices or all(choice.title in message.text for choice in choices))
        if message is None or not shown or layout.rest or length(message.text) > limits.text or (layout.menu.choices if layout.menu else ()) != choices:
            broken.append(question)
    assert some(broken) == []


def test_every_button_fits_zalo_and_messenger() -> None:
    choices = {Choice(button["title"], button["payload"]) for _, reply in replies() for button in reply.buttons}
    assert [choice for choice in choices if not fits(choice, ZALO) or not fits(choice, MESSENGER)] == []
