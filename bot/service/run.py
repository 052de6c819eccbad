"""``serve``: train if need be, start the action server and Rasa, wait until they answer, keep them alive, end them."""

from __future__ import annotations

import errno
import json
import logging
import signal
import socket
import sys
import threading
import time
import urllib.request
from collections.abc import Sequence

from bot.messaging.database import Database, StoreError
from bot.messaging.settings import GROUPS
from bot.service.children import Child, stop_all
from bot.service.client import STATUS, WEBHOOK, NoServiceError, ask, new_sender
from bot.service.content import service_texts
from bot.service.health import LIVE, READY_SECONDS, Health
from bot.service.logs import configure_logging
from bot.service.settings import HIGHEST_PORT, LOOPBACK, Settings
from bot.service.sharing import BACKLOG, bound_socket
from bot.service.training import reason_to_train
from bot.store.folder import FolderError, hold
from bot.web.sessions import secret_of

logger = logging.getLogger("service")

POLL_SECONDS = 0.1


class StartError(RuntimeError):
    """The service could not be started; the text is one line that says what to do."""


def serve(settings: Settings) -> int:
    """Run the service until SIGINT or SIGTERM; the exit code. Prints one address once questions are answered."""
    configure_logging(settings.level, form=settings.log_format)
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    children: list[Child] = []
    bound: socket.socket | None = None
    try:
        bound = open_ports(settings)
        check_redis(settings)
        check_data_folder(settings)
        _train(settings, stop)
        watched = watched_children(settings, bound)
        if not stop.is_set():
            listen(bound, settings)
            children += [child for child, _ in watched]
            started = time.monotonic()
            for child in children:
                child.start()
            if _answers(settings, children, stop):
                logger.info("ready in %.1f s", time.monotonic() - started)
                sys.stdout.write(f"{settings.url}{WEBHOOK}\n")
                sys.stdout.flush()
                for _, health in watched:
                    health.heard()
        while not stop.wait(POLL_SECONDS):
            if not all([child.keep_alive() for child in children]):
                return 1
            for _, health in watched:
                health.look()
    except StartError as error:
        sys.stderr.write(f"error: {error}\n")
        return 1
    finally:
        if bound is not None:
            bound.close()  # first: from now on nobody waits there in vain
        stop_all(children)
    logger.info("ended")
    return 0


def watched_children(settings: Settings, bound: socket.socket) -> list[tuple[Child, Health]]:
    """The processes that make up the service, each with its signs of life: the action server, unless there is one elsewhere, and the Rasa workers."""
    actions = Child("action server", "bot.service.action_server", settings={"ACTION_HOST": LOOPBACK})
    found = [] if settings.action_url else [(actions, _health(actions, action_health(settings), settings=settings))]
    if settings.workers == 1:
        rasa = Child("Rasa", "bot.service.rasa_server", listening=bound)
        return [*found, (rasa, _health(rasa, settings.ops_url + LIVE, settings.url + STATUS, settings=settings))]
    given = {"ACTION_PORT": str(settings.action_port)}
    for number, port in enumerate(settings.ops_ports, 1):
        rasa = Child(f"Rasa {number}", "bot.service.rasa_server", settings={**given, "OPS_PORT": str(port)}, listening=bound)
        found.append((rasa, _health(rasa, settings.ops_url_of(port) + LIVE, settings=settings)))  # at the shared port another one might answer
    return found


def open_ports(settings: Settings) -> socket.socket:
    """A socket at PORT, which does not listen yet. Raises StartError if a port is taken or the address is not this machine's."""
    if settings.ops_ports[-1] > HIGHEST_PORT or {settings.port, settings.action_port} & set(settings.ops_ports):
        raise StartError(f"{settings.workers} workers need as many ports from OPS_PORT on, apart from PORT and ACTION_PORT; choose another OPS_PORT=…")
    bound = _bind(settings.host, settings.port, "PORT")
    if not settings.action_url:
        _bind(LOOPBACK, settings.action_port, "ACTION_PORT").close()
    for port in settings.ops_ports:
        _bind(settings.ops_host, port, "OPS_PORT").close()
    return bound


def _bind(host: str, port: int, variable: str) -> socket.socket:
    try:
        return bound_socket(host, port)
    except PermissionError as error:
        raise StartError(f"port {port} needs more rights; choose another one with {variable}=…") from error
    except OSError as error:
        if isinstance(error, socket.gaierror) or error.errno == errno.EADDRNOTAVAIL:
            raise StartError(f"{host} is no address of this machine; set HOST, for instance HOST={LOOPBACK}") from error
        raise _taken(port, variable) from error


def listen(bound: socket.socket, settings: Settings) -> None:
    """Let connections come to the port: they wait there until a process accepts them. Raises StartError."""
    try:
        bound.listen(BACKLOG)
    except OSError as error:  # another service was started at the same moment
        raise _taken(settings.port, "PORT") from error


def _taken(port: int, variable: str) -> StartError:
    return StartError(f"port {port} is taken; choose another one with {variable}=…")


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


def _train(settings: Settings, stop: threading.Event) -> None:
    reason = reason_to_train(settings.model)
    if reason is None:
        return
    logger.info("training, since %s", reason)
    child = Child("training", "bot", ["train"])
    child.start()
    while child.exit_code() is None:
        if stop.wait(POLL_SECONDS):
            child.stop()
            return
    if child.exit_code():
        raise StartError("training failed; see the lines above")


def _answers(settings: Settings, children: Sequence[Child], stop: threading.Event) -> bool:
    """Wait until a question is answered over REST; False if stopped before. Raises StartError."""
    question = service_texts()["probe"]
    deadline = time.monotonic() + READY_SECONDS
    while not stop.wait(POLL_SECONDS):
        for child in children:
            how = child.ended()
            if how is not None:
                raise StartError(f"{child.name} {how} before it answered; see the lines above")
        if time.monotonic() > deadline:
            raise StartError(f"no answer within {READY_SECONDS:.0f} s; see the lines above")
        # A question needs both servers; while the action server is not there, asking would only fill the log with errors, and while Rasa is not, it would wait.
        if not is_up(action_health(settings)) or not all(is_serving(settings.ops_url_of(port)) for port in settings.ops_ports):
            continue
        try:
            if any(bubble.text for bubble in ask(settings.url, question, sender=new_sender("probe"))):
                return True
        except NoServiceError:
            continue
    return False


def action_health(settings: Settings) -> str:
    """Where the action server says that it is there."""
    return f"{settings.actions}/health"


def _health(child: Child, *urls: str, settings: Settings) -> Health:
    return Health(child, *urls, interval=settings.health_interval, timeout=settings.health_timeout, failures=settings.health_failures)


def is_serving(ops_url: str) -> bool:
    """Whether the worker whose operations port is there has begun to take messages."""
    try:
        with urllib.request.urlopen(ops_url + LIVE, timeout=2.0) as reply:
            return bool(json.load(reply)["status"] == "alive")
    except (OSError, ValueError, LookupError):
        return False


def is_up(url: str) -> bool:
    """Whether a GET of *url* succeeds."""
    try:
        with urllib.request.urlopen(url, timeout=2.0) as reply:
            return bool(reply.status == 200)
    except OSError:
        return False
