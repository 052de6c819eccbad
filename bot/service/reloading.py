"""Changed content or a new model is checked, trained from if need be, tried out in a new generation, and only then put in service."""

from __future__ import annotations

import logging
import shutil
import signal
import threading
import time
from collections.abc import Generator, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from bot.paths import CONTENT
from bot.service.checked import Checked
from bot.service.children import Child, stop_all
from bot.service.fingerprint import fingerprint_file
from bot.service.generation import Generation, NotReadyError, Waiting
from bot.service.ports import Ports, StartError
from bot.service.reload_record import ReloadRecord
from bot.service.settings import Settings
from bot.service.snapshots import Snapshot, Snapshots, files_of

logger = logging.getLogger("reload")

POLL_SECONDS = 0.1
MOST_LINES = 10  # of the log, about one refusal
Result = TypeVar("Result")
Signature = tuple[tuple[str, int, int], ...]  # files with their times and sizes


class RefusedError(Exception):
    """Changed files cannot be put in service; one line for each reason."""

    def __init__(self, lines: Sequence[str]) -> None:
        super().__init__("\n".join(lines))
        self.lines = tuple(lines)


class Reloading:
    """What of the content is in service, and what changes. look is to be called often, and never waits."""

    def __init__(self, settings: Settings, ports: Ports) -> None:
        self._settings = settings
        self._ports = ports
        self._snapshots = Snapshots(settings.content_store)
        self._record = ReloadRecord()
        self._current: Generation | None = None
        self._work: Waiting | None = None
        self._retiring: list[tuple[Generation, Waiting]] = []
        self._known: Signature = ()  # of what was taken or refused
        self._seen: Signature = ()  # at the last look
        self._in_service: Signature = ()  # of the content without the model
        self._asked = threading.Event()
        self._next = 0.0

    # -- starting

    def start(self, stop: threading.Event) -> bool:
        """Put the first generation in service; False if stopped before. Raises StartError.

        That is the content as it is; if it cannot be used, and changes are looked for, the one that was last in service.
        """
        self._note(ReloadRecord())
        snapshot = _finished(self._first(), stop)
        if snapshot is None:
            return False
        self._ports.listen()
        started = time.monotonic()
        self._current = Generation(self._settings, self._ports, snapshot, standby=False)
        self._current.start()
        try:
            if _finished(_and_true(self._current.until_ready()), stop) is None:
                return False
        except NotReadyError as error:
            raise StartError(str(error)) from error
        logging.getLogger("service").info("ready in %.1f s", time.monotonic() - started)
        self._snapshots.is_good(snapshot)
        signal.signal(signal.SIGHUP, lambda *_: self._asked.set())
        return True

    def _first(self) -> Generator[None, None, Snapshot]:
        known, content = self._signature(), self._signature(with_model=False)
        last = self._snapshots.last_good()
        try:
            snapshot = self._copied()
            if last is None or snapshot.folder != last.folder:  # that one was checked before
                checked = yield from self._checked(snapshot)
                if checked.training is not None:
                    if last is not None and (yield from self._is_usable(last)):
                        return last  # and this one after it is trained
                    yield from self._trained(snapshot, checked.training, background=False)
        except RefusedError as refused:
            if last is None or not (yield from self._is_usable(last)):
                raise StartError("\n".join(refused.lines)) from refused
            self._known = known
            self._refuse(refused)
            return last
        self._known, self._in_service = known, content
        return snapshot

    def _is_usable(self, last: Snapshot) -> Generator[None, None, bool]:
        """Whether the service may start with what was last in service, which this version of the code may not be able to read."""
        if not self._settings.reload_seconds:
            return False
        try:
            return (yield from self._checked(last)).training is None
        except RefusedError:
            return False

    # -- running

    def look(self) -> bool:
        """See to the processes, and to what has changed. False: a process ended too often in a row."""
        self._retiring = [(generation, waiting) for generation, waiting in self._retiring if _goes_on(waiting)]
        if self._current is None or not self._current.keep_alive():
            return False
        if self._work is not None and not _goes_on(self._work):
            self._work = None
        now = time.monotonic()
        if (self._settings.reload_seconds and now >= self._next) or self._asked.is_set():
            self._next = now + self._settings.reload_seconds
            self._look_at_files()
        return True

    def _look_at_files(self) -> None:
        signature = self._signature()
        settled, self._seen = signature == self._seen, signature
        if self._asked.is_set():
            self._asked.clear()
            logger.info("asked to look at content and model")
        elif signature == self._known or not settled:  # being written just now, perhaps
            return
        if self._work is not None:
            self._work.close()
        self._known = signature
        self._work = self._take_up(self._signature(with_model=False))

    def _take_up(self, content: Signature) -> Waiting:
        assert self._current is not None
        try:
            snapshot = self._copied()
            if snapshot.folder == self._current.snapshot.folder:
                self._in_service = content
                self._note(replace(self._record, stands_refused=False))
                logger.info("the files are those in service")
                return
            logger.info("content or model has changed")
            checked = yield from self._checked(snapshot)
            if checked.training is not None:
                if content == self._in_service:
                    raise RefusedError([f"{self._settings.model.name} does not fit the content ({checked.training}); copy its .sha256 file with it"])
                yield from self._trained(snapshot, checked.training, background=True)
            yield from self._replaced(snapshot)
            self._in_service = content
            if checked.training is not None:
                self._publish(snapshot)
        except RefusedError as refused:
            self._refuse(refused)
        except OSError as error:
            self._refuse(RefusedError([f"{error.filename or self._settings.content_store}: {error.strerror}"]))
        except Exception as error:  # the service goes on as it is
            logger.error("content or model could not be taken up", exc_info=error)
            self._refuse(RefusedError([type(error).__name__]))
        finally:
            with suppress(OSError):  # copies that nobody reads from only take room
                self._snapshots.release(self._current.snapshot)

    def _replaced(self, snapshot: Snapshot) -> Waiting:
        """Put a new generation in the place of the current one. Raises RefusedError, and then nothing has changed."""
        assert self._current is not None
        started = time.monotonic()
        new = Generation(self._settings, self._ports, snapshot, standby=True)
        try:
            new.start()
            yield from new.until_ready()
        except NotReadyError as error:
            self._retiring.append((new, new.end()))
            raise RefusedError([str(error)]) from error
        except GeneratorExit:
            self._retiring.append((new, new.end()))
            raise
        self._current.give_way()
        new.accept()
        self._retiring.append((self._current, self._current.until_ended()))
        self._current = new
        self._snapshots.is_good(snapshot)
        self._note(replace(self._record, taken=self._record.taken + 1, stands_refused=False))
        logger.info("taken up in %.1f s", time.monotonic() - started)

    # -- steps

    def _copied(self) -> Snapshot:
        try:
            return self._snapshots.take(CONTENT, self._settings.model)
        except OSError as error:
            raise RefusedError([f"{error.filename or self._settings.content_store}: {error.strerror}"]) from error

    def _checked(self, snapshot: Snapshot) -> Generator[None, None, Checked]:
        """Raises RefusedError."""
        Checked.forget(snapshot.folder)
        yield from self._done(Child("check", "bot.service.checking", settings=snapshot.settings()))
        try:
            checked = Checked.read(snapshot.folder)
        except OSError as error:
            raise RefusedError(["content cannot be checked; see the lines above"]) from error
        if checked.problems:
            raise RefusedError(checked.problems)
        return checked

    def _trained(self, snapshot: Snapshot, reason: str, *, background: bool) -> Waiting:
        """Train into the copy. Raises RefusedError."""
        logger.info("training, since %s", reason)
        if (yield from self._done(Child("training", "bot", ["train"], settings=snapshot.settings(), background=background))):
            raise RefusedError(["training failed; see the lines above"])
        if not background:
            self._publish(snapshot)

    def _done(self, child: Child) -> Generator[None, None, int]:
        """Run it to its end; its exit code."""
        child.start()
        try:
            while (code := child.exit_code()) is None:
                yield
            return code
        finally:
            child.stop()

    def _publish(self, snapshot: Snapshot) -> None:
        """Put a trained model where it is looked for, so that the next start has it."""
        model = self._settings.model
        model.parent.mkdir(parents=True, exist_ok=True)
        fingerprint_file(model).unlink(missing_ok=True)
        _copy_in_one_step(snapshot.model, model)
        _copy_in_one_step(fingerprint_file(snapshot.model), fingerprint_file(model))
        self._known = self._signature()

    # -- telling

    def _refuse(self, refused: RefusedError) -> None:
        for line in refused.lines[:MOST_LINES]:
            logger.error("changed files are refused, the last good ones stay in service: %s", line)
        self._note(replace(self._record, refused=self._record.refused + 1, stands_refused=True))

    def _note(self, record: ReloadRecord) -> None:
        self._record = record
        try:
            record.write(self._settings)
        except OSError as error:
            logger.error("what becomes of changed files cannot be noted (%s); the figures do not tell it", error.strerror)

    def _signature(self, *, with_model: bool = True) -> Signature:
        found = []
        for file in files_of(CONTENT, self._settings.model if with_model else None):
            try:
                status = file.stat()
            except OSError:
                continue
            found.append((str(file), status.st_mtime_ns, status.st_size))
        return tuple(found)

    def close(self) -> None:
        """End all processes."""
        if self._work is not None:
            self._work.close()
        children = [child for generation, _ in self._retiring for child in generation.children]
        stop_all([*children, *(self._current.children if self._current is not None else [])])


def _goes_on(waiting: Waiting) -> bool:
    """Go on with it; False when it is done."""
    return next(waiting, waiting) is not waiting


def _and_true(waiting: Waiting) -> Generator[None, None, bool]:
    yield from waiting
    return True


def _finished(waiting: Generator[None, None, Result], stop: threading.Event) -> Result | None:
    """What it comes to; None if stopped before."""
    try:
        while True:
            next(waiting)
            if stop.wait(POLL_SECONDS):
                waiting.close()
                return None
    except StopIteration as done:
        result: Result = done.value
        return result


def _copy_in_one_step(source: Path, target: Path) -> None:
    made = target.with_name(f".{target.name}.new")
    shutil.copyfile(source, made)
    made.replace(target)
