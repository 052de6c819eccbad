"""Where what must outlive the service is kept: read from environment variables, here and as part of bot.service.settings."""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseSettings, Field, validator

from bot.paths import PROJECT

FILE = "bot.sqlite"
KINDS = ("sqlite", "postgresql")


class StoreSettings(BaseSettings):
    """Each field is read from the environment variable of the same name in capitals.

    data_folder: the one folder of everything that is kept on this machine. database_url: the database of what all processes
    share; without it an SQLite file in the folder, which does for one machine. Several machines share a PostgreSQL server:
    postgresql://name:password@host:5432/database. It may hold a password, so it is never shown. keep_days: conversations, and the
    replies kept for sending again, are deleted so long after; the bot says it to whoever asks. keep_votes_days: the same for
    votes, which do not tell whose they are; keep_counts_days: for the counts of questions, which have no words. The words of questions
    that got no answer go after keep_days too.
    """

    data_folder: Path = PROJECT / "var"
    database_url: str = Field(default="", repr=False)
    keep_days: int = Field(default=30, ge=1)
    keep_votes_days: int = Field(default=365, ge=1)
    keep_counts_days: int = Field(default=730, ge=1)

    @validator("data_folder")
    def _absolute_folder(cls, folder: Path) -> Path:
        return folder if folder.is_absolute() else PROJECT / folder

    @validator("database_url")
    def _known_kind(cls, url: str) -> str:
        if not url:
            return url
        from sqlalchemy.engine import make_url  # takes longer to import than most commands take
        from sqlalchemy.exc import ArgumentError

        try:
            kind = make_url(url).get_backend_name()
        except ArgumentError:
            kind = ""
        if kind not in KINDS:
            raise ValueError("is written as postgresql://name:password@host:5432/database or sqlite:////folder/file")
        return url

    @property
    def database(self) -> str:
        """The address of the database, as SQLAlchemy reads it."""
        return self.database_url or f"sqlite:///{self.data_folder / FILE}"
