"""Zalo's tokens between the disk and the memory: read and written off the event loop, and never lost because a disk is full."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import logging
from pathlib import Path

from bot.messaging.retrying import delay
from bot.messaging.zalo.token_alarms import TokenAlarms
from bot.messaging.zalo.token_file import TokenFile, TokenFileError, TokenState

logger = logging.getLogger("channels")

SAVE_SECONDS = 60.0  # at most between tries to write what could not be written


class TokenKeeping:
    """What one process knows of the tokens. A state that cannot be written is used all the same, and written once it can be."""

    def __init__(self, data_folder: Path, alarms: TokenAlarms) -> None:
        self._file = TokenFile(data_folder)
        self._alarms = alarms
        self._unsaved: TokenState | None = None
        self._saving: asyncio.Task[None] | None = None
        self._ends = asyncio.Event()

    def lock(self) -> contextlib.AbstractAsyncContextManager[None]:
        """See TokenFile. Whoever writes holds it from reading to writing."""
        return self._file.lock()

    async def read(self) -> TokenState:
        """What counts: the file, or what could not be written unless a person has logged in since. Raises TokenFileError."""
        unsaved = self._unsaved
        try:
            state = await asyncio.to_thread(self._file.read)
        except TokenFileError:
            if unsaved is None:
                raise
            return unsaved
        if unsaved is None or state.current not in (None, unsaved.previous):
            self._unsaved = None
            return state
        return unsaved

    async def make_room(self) -> None:
        """Prove that the next write will find its place. Raises OSError."""
        await asyncio.to_thread(self._file.make_room)

    async def write(self, state: TokenState) -> None:
        """Put it on the disk. Raises OSError."""
        await asyncio.to_thread(self._file.write, state)
        self._unsaved = None

    async def keep(self, state: TokenState) -> None:
        """Put a new pair on the disk, or keep it in memory until that can be done."""
        try:
            await self.write(state)
        except OSError as error:
            logger.error("zalo: the new tokens could not be written (%s); they are kept in memory", error.strerror)
            self._unsaved = state
            await self._alarms.sound("token_folder")
            if self._saving is None or self._saving.done():
                self._saving = asyncio.get_running_loop().create_task(self._keep_saving())
            return
        await self._alarms.end()

    async def set_aside(self) -> None:
        """Make place of a file that cannot be read. Raises OSError."""
        await asyncio.to_thread(self._file.set_aside)

    async def stop(self) -> None:
        """End, after a last try to write what could not be written."""
        self._ends.set()
        if self._saving is not None:
            await self._saving

    async def _keep_saving(self) -> None:
        for attempt in itertools.count():
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(delay(attempt, most=SAVE_SECONDS)):
                    await self._ends.wait()
            if await self._save():
                return
            if self._ends.is_set():
                logger.error("zalo: the new tokens could not be written, and end with this process: a person must log in again")
                return

    async def _save(self) -> bool:
        try:
            async with self._file.lock():
                state = await self.read()
                if self._unsaved is not None:
                    await self.write(state)
        except (OSError, TokenFileError):
            await self._alarms.sound("token_folder")
            return False
        logger.info("zalo: the new tokens are written")
        await self._alarms.end()
        return True
