"""What can be set from outside: one class, read from environment variables."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

from pydantic import Field, ValidationError, validator
from pydantic.fields import ModelField
from pydantic.utils import ROOT_KEY

from bot.handover.settings import HandoverSettings
from bot.limits.settings import LimitSettings
from bot.messaging.settings import MessagingSettings
from bot.paths import CONTENT, PROJECT
from bot.service.growth_settings import GrowthSettings
from bot.watch.settings import WatchSettings

LOOPBACK = "127.0.0.1"
ACTION_PORT_OFFSET = 50  # Rasa's own defaults, 5005 and 5055, are as far apart
OPS_PORT_OFFSET = 100
HIGHEST_PORT = 65535


class SettingsError(ValueError):
    """A setting that cannot be used; the text has one line for each, naming the variable."""


class Settings(MessagingSettings, HandoverSettings, LimitSettings, WatchSettings, GrowthSettings):
    """Each field is read from the environment variable of the same name in capitals.

    host, port: where the channels listen. action_port: the action server's, on loopback. ops_port: where health and
    metrics of the Rasa process are served (its address: bot.watch.settings), of several workers at the numbers from there on. log_level: of the service
    and of Rasa. model: the trained model; its fingerprint stands beside it. lean: leave out packages that the configuration
    does not use (bot.service.lean). health_interval, health_timeout (seconds), health_failures: a process that does not answer
    so many times in a row is ended and started again (bot.service.health); as they come that takes a minute, since a machine may
    be busy with other work. content_folder: where the content lies (bot.paths). reload_seconds: how often a running service looks whether
    content or model has changed; 0: never (bot.service.reloading). Those of the web: bot.web.settings, those of
    the chat platforms: bot.messaging.settings, those of the officers' desk: bot.handover.settings; limits: bot.limits.settings; those of several processes and
    machines: bot.service.growth_settings.
    """

    host: str = LOOPBACK
    port: int = Field(default=5005, ge=1, le=HIGHEST_PORT)
    action_port: int = Field(default=0, ge=0, le=HIGHEST_PORT)
    ops_port: int = Field(default=0, ge=0, le=HIGHEST_PORT)
    log_level: str = "INFO"
    model: Path = PROJECT / "models" / "bot.tar.gz"
    lean: bool = True
    health_interval: float = Field(default=10.0, gt=0)
    health_timeout: float = Field(default=10.0, gt=0)
    health_failures: int = Field(default=3, ge=1)
    content_folder: Path = CONTENT
    reload_seconds: float = Field(default=5.0, ge=0)

    @validator("action_port", "ops_port", always=True)
    def _beside_port(cls, given: int, values: dict[str, Any], field: ModelField) -> int:
        if given or "port" not in values:
            return given
        port, offset = values["port"], ACTION_PORT_OFFSET if field.name == "action_port" else OPS_PORT_OFFSET
        return int(port + offset if port + offset <= HIGHEST_PORT else port - offset)

    @validator("action_port", "ops_port")
    def _another_port(cls, given: int, values: dict[str, Any]) -> int:
        for other in ("port", "action_port"):
            if given == values.get(other):
                raise ValueError(f"must differ from {other.upper()}")
        return given

    @validator("log_level")
    def _known_level(cls, level: str) -> str:
        if level.upper() not in ("DEBUG", "INFO", "WARNING", "ERROR"):
            raise ValueError("is one of DEBUG, INFO, WARNING, ERROR")
        return level.upper()

    @validator("model")
    def _absolute(cls, model: Path) -> Path:
        return model if model.is_absolute() else PROJECT / model

    @property
    def content_store(self) -> Path:
        """Where copies of content and model lie (bot.service.snapshots)."""
        return self.data_folder / "content"

    @property
    def level(self) -> int:
        """log_level as the logging module counts."""
        return int(logging.getLevelName(self.log_level))

    @property
    def url(self) -> str:
        """Where the service is reached from this machine."""
        host = LOOPBACK if self.host in ("0.0.0.0", "") else self.host
        return f"http://{host}:{self.port}"

    @property
    def actions(self) -> str:
        """The action server's address."""
        return self.action_url or f"http://{LOOPBACK}:{self.action_port}"

    @property
    def ops_ports(self) -> list[int]:
        """The operations port of each worker."""
        return [self.ops_port + number for number in range(self.workers)]

    def ops_url_of(self, port: int) -> str:
        """Where an operations port is reached from this machine."""
        host = LOOPBACK if self.ops_host == "0.0.0.0" else f"[{self.ops_host}]" if ":" in self.ops_host else self.ops_host
        return f"http://{host}:{port}"

    @property
    def ops_url(self) -> str:
        """Where the operations port, or that of the first worker, is reached from this machine."""
        return self.ops_url_of(self.ops_port)


def read_settings() -> Settings:
    """The settings of this process. Raises SettingsError."""
    try:
        return Settings()
    except ValidationError as error:
        raise SettingsError("\n".join(map(_told, error.errors()))) from error


def _told(problem: Any) -> str:
    """A problem with the variable's name; one of several settings together names them itself."""
    where = problem["loc"][0]
    return str(problem["msg"]) if where == ROOT_KEY else f"{str(where).upper()}: {problem['msg']}"
