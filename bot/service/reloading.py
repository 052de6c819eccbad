"""Changed content or a new model is checked, trained from if need be, tried out in a new generation, and only then put in service."""

from __future__ import annotations

import logging
import shutil
import threading
import time
from collections.abc import Callable, Generator, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from bot.paths import CONTENT
from bot.service.checked import Checked
from bot.service.children import Child, stop_all
from bot.service.content_files import Signature, exchanged, signature_of
from bot.service.fingerprint import fingerprint_file
from bot.service.generation import Generation, NotReadyError
from bot.service.ports import Ports, StartError
from bot.service.reload_record import ReloadRecord
from bot.service.settings import Settings
from bot.service.snapshots import Snapshot, Snapshots, files_of
from bot.service.waiting import Waiting, finished, goes_on

logger = logging.getLogger("reload")

MOST_LINES = 10  # of the log, about one refusal


class RefusedError(Exception):
    """Changed files cannot be put in service; one line for each reason."""

    def __init__(self, lines: Sequence[str]) -> None:
        super().__init__("\n".join(lines))
        self.lines = tuple(lines)


class Reloading:
    """What of the content is in service, and what changes. look is to be called often, and never waits. asked: set to have the files looked at."""

    def __init__(self, settings: Settings, ports: Ports, asked: threading.Event) -> None:
        self._settings = settings
        self._ports = ports
        self._snapshots = Snapshots(settings.content_store, CONTENT, settings.model)
        self._record = ReloadRecord()
        self._current: Generation | None = None
        self._work: Waiting | None = None
        self._retiring: list[tuple[Generation, Waiting]] = []
        self._known: Signature = ()  # of what was taken or refused
        self._seen: Signature = ()  # at the last look
        self._in_service: Signature = ()  # of the content without the model
        self._asked = asked
        self._next = 0.0

    # -- starting

    def start(self, stop: threading.Event) -> bool:
        """Put the first generation in service; False if stopped before. Raises StartError.

        That is the content as it is; if it cannot be used, and changes are looked for, the one that was last in service.
        """
        self._note(ReloadRecord())
        try:
            return finished(self._started(), stop) is not None
        except NotReadyError as error:
            raise StartError(str(error)) from error
        except OSError as error:
            raise StartError(self._told(error)) from error

    def _started(self) -> Generator[None, None, bool]:
        snapshot = yield from self._first()
        self._ports.listen()
        try:
            yield from self._begun(snapshot)
        except NotReadyError as error:
            last = self._snapshots.last_good()
            if last is None or last.folder == snapshot.folder or not (yield from self._is_usable(last)):
                raise
            self._refuse(RefusedError([str(error)]))
            self._in_service, snapshot = (), last
            yield from self._begun(last)
        self._kept(self._snapshots.is_good, snapshot)
        self._release()
        return True

    def _begun(self, snapshot: Snapshot) -> Waiting:
        """Raises NotReadyError, and then no process is left."""
        started = time.monotonic()
        self._current = Generation(self._settings, self._ports, snapshot, standby=False)
        try:
            self._current.start()
            yield from self._current.until_ready()
        except NotReadyError:
            yield from self._current.end()
            raise
        logging.getLogger("service").info("ready in %.1f s", time.monotonic() - started)

    def _first(self) -> Generator[None, None, Snapshot]:
        """What to start with. Raises StartError, OSError."""
        self._known, content = self._signature(), self._signature(with_model=False)
        last = self._snapshots.last_good()
        try:
            snapshot = self._copied()
            if last is None or snapshot.folder != last.folder:  # that one was checked before
                checked = yield from self._checked(snapshot)
                if checked.training is not None:
                    if last is not None and (yield from self._is_usable(last)):
                        self._known = ()
                        return last  # and this one after it is trained
                    snapshot = yield from self._trained(snapshot, checked.training, background=False)
                    self._kept(self._publish, snapshot)  # whatever comes of it, the next start need not train
        except RefusedError as refused:
            if last is None or not (yield from self._is_usable(last)):
                raise StartError("\n".join(refused.lines)) from refused
            self._refuse(refused)
            return last
        self._in_service = content
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
        self._retiring = [(generation, waiting) for generation, waiting in self._retiring if goes_on(waiting)]
        if self._current is None or not self._current.keep_alive():
            return False
        if self._work is not None and not goes_on(self._work):
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
                snapshot = yield from self._trained(snapshot, checked.training, background=True)
            yield from self._replaced(snapshot)
            self._in_service = content
            self._kept(self._snapshots.is_good, snapshot)
            if checked.training is not None:
                self._kept(self._publish, snapshot)
        except RefusedError as refused:
            self._refuse(refused)
        except OSError as error:
            self._refuse(RefusedError([self._told(error)]))
        except Exception as error:  # the service goes on as it is
            logger.error("content or model could not be taken up", exc_info=error)
            self._refuse(RefusedError([type(error).__name__]))
        finally:
            self._release()

    def _replaced(self, snapshot: Snapshot) -> Waiting:
        """Put a new generation in the place of the current one. Raises RefusedError, OSError, and then nothing has changed."""
        assert self._current is not None
        started = time.monotonic()
        new = Generation(self._settings, self._ports, snapshot, standby=True)
        try:
            new.start()
            yield from new.until_ready()
        except BaseException as error:
            self._retiring.append((new, new.end()))
            if isinstance(error, NotReadyError):
                raise RefusedError([f"{error}; tried again when a file changes, or asked with kill -HUP"]) from error
            raise
        self._current.give_way()
        new.accept()
        self._retiring.append((self._current, self._current.until_ended()))
        self._current = new
        self._note(replace(self._record, taken=self._record.taken + 1, stands_refused=False))
        logger.info("taken up in %.1f s", time.monotonic() - started)

    def _kept(self, keep: Callable[[Snapshot], None], snapshot: Snapshot) -> None:
        """Leave for the next start what it needs; nothing is refused if that fails."""
        try:
            keep(snapshot)
        except OSError as error:
            logger.error("what is in service cannot be kept for the next start: %s", self._told(error))

    def _release(self) -> None:
        assert self._current is not None
        with suppress(OSError):  # copies that nobody reads from only take room
            self._snapshots.release(self._current.snapshot)

    # -- steps

    def _copied(self) -> Snapshot:
        try:
            return self._snapshots.take()
        except OSError as error:
            raise RefusedError([self._told(error)]) from error

    def _checked(self, snapshot: Snapshot) -> Generator[None, None, Checked]:
        """Raises RefusedError."""
        Checked.forget(snapshot.folder)
        yield from self._done(Child("check", "bot.service.checking", settings=snapshot.settings()))
        try:
            checked = Checked.read(snapshot.folder)
        except (OSError, ValueError) as error:
            raise RefusedError(["content cannot be checked; see the lines above"]) from error
        if checked.problems:
            raise RefusedError(checked.problems)
        return checked

    def _trained(self, snapshot: Snapshot, reason: str, *, background: bool) -> Generator[None, None, Snapshot]:
        """Train into the copy; the copy of the same content with that model, under its own name. Raises RefusedError, OSError."""
        logger.info("training, since %s", reason)
        child = Child("training", "bot", ["train", "--end-with-parent"], settings=snapshot.settings(), background=background)
        if (yield from self._done(child)):
            raise RefusedError(["training failed; see the lines above"])
        return self._snapshots.with_its_model(snapshot)

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
        self._known = exchanged(self._known, signature_of(iter([model, fingerprint_file(model)])))  # what else was saved meanwhile is still to be taken up

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

    def _told(self, error: OSError) -> str:
        return f"{error.filename or self._settings.content_store}: {error.strerror}"

    def _signature(self, *, with_model: bool = True) -> Signature:
        return signature_of(files_of(CONTENT, self._settings.model if with_model else None))

    def close(self) -> None:
        """End all processes."""
        if self._work is not None:
            self._work.close()
        children = [child for generation, _ in self._retiring for child in generation.children]
        stop_all([*children, *(self._current.children if self._current is not None else [])])


def _copy_in_one_step(source: Path, target: Path) -> None:
    made = target.with_name(f".{target.name}.new")
    shutil.copyfile(source, made)
    made.replace(target)
