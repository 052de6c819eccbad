"""What is kept of people goes by age, and all of one person's when it is asked for, from every file."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

import pytest

from bot.__main__ import main
from bot.messaging.events import Event, Kind
from bot.messaging.people import person_of
from bot.messaging.replies import Outgoing
from bot.messaging.settings import MessagingSettings
from bot.messaging.store import Store, Tables
from bot.service.retention import DAY_MS, forget, prune
from bot.store.conversations import KeptConversations
from bot.store.database import StoreError
from bot.web.conversations import Conversations
from bot.web.feedback import Feedback
from bot.web.replies import Replies, Told
from bot.web.sessions import secret_of

USER = "6200000000000001"
SECRETS = ("câu hỏi riêng", "câu trả lời riêng", USER)


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> MessagingSettings:
    monkeypatch.setenv("DATA_FOLDER", str(tmp_path))
    return MessagingSettings()


def now() -> int:
    return round(time.time() * 1000)


async def speak(settings: MessagingSettings, sender: str, *, words: str = "câu hỏi riêng", vote: bool = False) -> Told:
    """A message of the web, answered, kept and perhaps voted on."""
    told = Told(f"answer {sender}", "câu trả lời riêng".encode(), words, ("câu trả lời riêng",), (), None)
    conversations, replies, feedback = KeptConversations(settings.database), Replies(settings.database), Feedback(settings.database)

    async def answering(_: bool) -> Told:
        await conversations.put(sender, channel="web", events=f'[{{"text": "{words}"}}]', version=0, now=now())
        return told

    await Conversations(replies).reply(sender, "m", answering)
    if vote:
        await feedback.keep(told, "up", reason=None)
    for store in (conversations, replies, feedback):
        store.close()
    return told


def write(settings: MessagingSettings, person: str) -> None:
    """The same on a chat platform."""

    def work(tables: Tables) -> None:
        event = Event("id", Kind.TEXT, USER, now(), text="câu hỏi riêng")
        tables.inbox.add(event, person, state="waiting", now=now(), owner="x")
        tables.inbox.settle("id", "done")
        tables.people.said(person, now())
        tables.outbox.put([Outgoing("câu trả lời riêng")], event="id", person=person, user=USER, owner="x", now=now(), until=now() + DAY_MS)

    store = Store(settings.data_folder, "zalo")
    store.do(work)
    store.close()


async def counts(settings: MessagingSettings, sender: str) -> tuple[bool, bool, int]:
    """Whether there are a conversation and a reply of the sender, and how many votes of anybody."""
    conversations, replies, feedback = KeptConversations(settings.database), Replies(settings.database), Feedback(settings.database)
    found = await conversations.get(sender) is not None, await replies.told(sender, f"answer {sender}") is not None, len(feedback.votes())
    for store in (conversations, replies, feedback):
        store.close()
    return found


def in_files(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in folder.rglob("*") if file.is_file())


def test_conversations_and_replies_go_after_their_days_and_votes_after_theirs(settings: MessagingSettings) -> None:
    asyncio.run(speak(settings, "web-a", vote=True))
    found = []
    for days in (0, settings.keep_days - 1, settings.keep_days + 1, settings.keep_votes_days + 1):
        prune(settings, now() + days * DAY_MS)
        found.append(asyncio.run(counts(settings, "web-a")))
    assert found == [(True, True, 1), (True, True, 1), (False, False, 1), (False, False, 0)]
    assert b"c\xc3\xa2u h\xe1\xbb\x8fi" not in in_files(settings.data_folder)


def test_a_shorter_time_holds_for_people_of_chat_platforms_too_also_of_one_that_is_off(settings: MessagingSettings) -> None:
    write(settings, "zalo-somebody")
    shorter = settings.copy(update={"keep_days": 3})
    store = Store(settings.data_folder, "zalo")
    prune(settings, now() + 4 * DAY_MS)
    assert store.do(lambda tables: tables.people.get("zalo-somebody").last_said_at) > 0
    prune(shorter, now() + 4 * DAY_MS)
    assert store.do(lambda tables: tables.people.get("zalo-somebody").last_said_at) == 0
    store.close()


def test_nothing_of_a_forgotten_person_stands_in_any_file_and_others_stay(settings: MessagingSettings) -> None:
    person = person_of(secret_of(settings.data_folder), "zalo", USER)
    asyncio.run(speak(settings, person))
    asyncio.run(speak(settings, "web-other", words="câu hỏi chung"))
    write(settings, person)
    before = in_files(settings.data_folder)
    assert all(secret.encode() in before for secret in (*SECRETS, person))
    assert forget(settings, person) == {"conversations": 1, "replies": 1, "talks with officers": 0, "entries of chat platforms": 2}
    after = in_files(settings.data_folder)
    assert not [secret for secret in (SECRETS[0], USER, person) if secret.encode() in after]
    assert "câu hỏi chung".encode() in after
    assert asyncio.run(counts(settings, "web-other"))[:2] == (True, True)


def test_an_officer_deletes_by_the_name_of_the_conversation_or_the_platforms_id(settings: MessagingSettings, capsys: pytest.CaptureFixture[str]) -> None:
    write(settings, person_of(secret_of(settings.data_folder), "zalo", USER))
    asyncio.run(speak(settings, "me"))
    assert main(["forget", "me"]) == 0
    assert main(["forget", "--channel", "zalo", USER]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "deleted: 1 conversations, 1 replies, 0 talks with officers, 0 entries of chat platforms",
        "deleted: 0 conversations, 0 replies, 0 talks with officers, 2 entries of chat platforms",
    ]
    assert main(["forget", "me"]) == 1
    left = in_files(settings.data_folder)
    assert not [secret for secret in SECRETS if secret.encode() in left]


def test_a_database_that_cannot_be_used_is_told(settings: MessagingSettings, capsys: pytest.CaptureFixture[str]) -> None:
    (settings.data_folder / "bot.sqlite").write_text("no database at all, but long enough to be taken for the head of one " * 20)
    with pytest.raises(StoreError):
        prune(settings)
    assert main(["forget", "me"]) == 1
    assert "cannot be used" in capsys.readouterr().err


def test_the_commands_tell_where_the_database_is_that_they_do_not_save(
    settings: MessagingSettings, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    secret_of(settings.data_folder)
    monkeypatch.setenv("DATABASE_URL", "postgresql://officer:secret-word@127.0.0.1:1/bot")
    archive = tmp_path.parent / f"{tmp_path.name}.tar.gz"
    assert main(["backup", str(archive)]) == 0
    assert main(["restore", str(archive)]) == 0
    out = capsys.readouterr().out
    assert "pg_dump" in out and "pg_restore" in out and "secret-word" not in out
    assert main(["backup", str(archive)]) == 1
    assert "exists already" in capsys.readouterr().err
