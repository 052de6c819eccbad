"""The shared database: what was kept is kept, by several processes at once, and a wrong one says why."""

import multiprocessing
import stat
from pathlib import Path

import pytest
from sqlalchemy import Column, Integer, MetaData, Table, select

from bot.store.database import Database, StoreError
from bot.store.settings import StoreSettings


def numbers() -> Table:
    return Table("numbers", MetaData(), Column("number", Integer, primary_key=True))


def count(url: str, first: int) -> None:
    table = numbers()
    database = Database(url, table.metadata)
    for number in range(first, first + 50):
        with database.begin() as connection:
            connection.execute(table.insert().values(number=number))


def kept(url: str) -> list[int]:
    table = numbers()
    with Database(url, table.metadata).begin() as connection:
        return sorted(connection.scalars(select(table.c.number)))


def test_several_processes_that_begin_at_once_lose_nothing(tmp_path: Path) -> None:
    url = StoreSettings(data_folder=tmp_path / "new").database
    with multiprocessing.get_context("spawn").Pool(4) as pool:
        pool.starmap(count, [(url, first) for first in (0, 100, 200, 300)])
    assert kept(url) == [first + number for first in (0, 100, 200, 300) for number in range(50)]


def test_what_fails_is_undone_and_the_next_goes_on(tmp_path: Path) -> None:
    table = numbers()
    url = StoreSettings(data_folder=tmp_path).database
    database = Database(url, table.metadata)
    with pytest.raises(ZeroDivisionError), database.begin() as connection:
        connection.execute(table.insert().values(number=1))
        raise ZeroDivisionError
    with pytest.raises(StoreError, match="UNIQUE"), database.begin() as connection:
        connection.execute(table.insert().values(number=2))
        connection.execute(table.insert().values(number=2))
    with database.begin() as connection:
        connection.execute(table.insert().values(number=3))
    assert kept(url) == [3]


def test_the_file_is_readable_by_the_service_only(tmp_path: Path) -> None:
    kept(StoreSettings(data_folder=tmp_path / "new").database)
    assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == 0o700
    assert {stat.S_IMODE(file.stat().st_mode) for file in (tmp_path / "new").iterdir()} == {0o600}


def test_a_database_that_cannot_be_used_says_why_without_its_password(tmp_path: Path) -> None:
    (tmp_path / "bot.sqlite").write_text("this is no database" * 100)
    with pytest.raises(StoreError, match=r"bot\.sqlite cannot be used \(file is not a database\)"):
        kept(StoreSettings(data_folder=tmp_path).database)
    with pytest.raises(StoreError, match="cannot be used") as problem:
        kept(StoreSettings(database_url="postgresql://officer:secret-word@127.0.0.1:1/bot").database)
    assert "secret-word" not in str(problem.value)


@pytest.mark.parametrize("url", ["mysql://a/b", "nonsense", "postgres"])
def test_an_address_of_another_kind_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="postgresql://name:password@host"):
        StoreSettings(database_url=url)
