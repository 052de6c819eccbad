"""``serve``: put the service's processes to work, keep them alive and up to date, end them."""

from __future__ import annotations

import logging
import os
import signal
import sys
import threading
import time
import urllib.request

from bot.messaging.database import Database, StoreError
from bot.messaging.settings import GROUPS
from bot.service.client import WEBHOOK
from bot.service.logs import configure_logging
from bot.service.ports import Ports, StartError, open_ports
from bot.service.reloading import Reloading
from bot.service.settings import Settings
from bot.service.waiting import POLL_SECONDS
from bot.store.folder import FolderError, hold
from bot.web.sessions import secret_of

logger = logging.getLogger("service")


def serve(settings: Settings) -> int:
    """Run the service until SIGINT or SIGTERM; the exit code. Prints one address once questions are answered.

    SIGHUP lets it look for changes, or ends it if the terminal that it was started in has closed.
    """
    configure_logging(settings.level, form=settings.log_format)
    stop, asked = threading.Event(), threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    had_terminal = _has_terminal()

    def hang_up(*_: object) -> None:
        asked.set()
        if had_terminal:
            time.sleep(POLL_SECONDS)  # the terminal may go just after the signal
            if not _has_terminal():
                stop.set()

    signal.signal(signal.SIGHUP, hang_up)
    ports: Ports | None = None
    reloading: Reloading | None = None
    try:
        ports = open_ports(settings)
        check_redis(settings)
        check_data_folder(settings)
        reloading = Reloading(settings, ports, asked)
        if reloading.start(stop):
            sys.stdout.write(f"{settings.url}{WEBHOOK}\n")
            sys.stdout.flush()
        while not stop.wait(POLL_SECONDS):
            if not reloading.look():
                return 1
    except StartError as error:
        sys.stderr.write(f"error: {error}\n")
        return 1
    finally:
        if ports is not None:
            ports.close()
        if reloading is not None:
            reloading.close()
    logger.info("ended")
    return 0


def _has_terminal() -> bool:
    """Whether standard input is the terminal of this process's session, and still there."""
    try:
        os.close(os.open("/dev/tty", os.O_RDWR | os.O_NOCTTY))
    except OSError:
        return False
    return os.isatty(0)


def check_redis(settings: Settings) -> None:
    """Raises StartError if there should be a Redis server and it does not answer."""
    if not settings.redis_url:
        return
    from bot.service.lock_store import problem_with

    problem = problem_with(settings.redis_url)
    if problem is not None:
        raise StartError(f"Redis cannot be used ({problem}); see REDIS_URL")


def check_data_folder(settings: Settings) -> None:
    """Hold the folder, make the sessions' secret in it, and the store of the chat platforms if there are any. Raises StartError if that cannot be done."""
    try:
        hold(settings.data_folder)
        secret_of(settings.data_folder, settings.web_session_secret)
        if any(settings.is_on(channel) for channel in GROUPS):
            Database(settings.data_folder).close()
    except OSError as error:
        raise StartError(f"the folder {settings.data_folder} cannot be used ({error.strerror}); choose another one with DATA_FOLDER=…") from error
    except FolderError as error:
        raise StartError(str(error)) from error
    except StoreError as error:
        raise StartError(f"{error}; move it away, or choose another folder with DATA_FOLDER=…") from error


def is_up(url: str) -> bool:
    """Whether a GET of *url* succeeds."""
    try:
        with urllib.request.urlopen(url, timeout=2.0) as reply:
            return bool(reply.status == 200)
    except OSError:
        return False
