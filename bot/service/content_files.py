"""The files that content and code are made of, and whether they have changed."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from pathlib import Path

Signature = tuple[tuple[str, int, int], ...]  # files with their times and sizes


def files_below(folder: Path, *, above: frozenset[tuple[int, int]] = frozenset()) -> Iterator[Path]:
    """All files in *folder*, sorted, also those behind links, without what editors leave beside a file. above: the folders it lies in. Raises OSError."""
    status = folder.stat()
    here = (status.st_dev, status.st_ino)
    if here in above:
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), str(folder))
    for path in sorted(folder.iterdir()):
        if path.name.startswith(".") or path.name.endswith("~"):
            continue
        if path.is_dir():
            yield from files_below(path, above=above | {here})
        elif path.is_file():
            yield path


def signature_of(files: Iterator[Path]) -> Signature:
    """What changes whenever one of the files does. Files that cannot be listed are a state of their own, in which no copy can be made either."""
    found = []
    try:
        for file in files:
            try:
                status = file.stat()
            except FileNotFoundError:
                continue
            found.append((str(file), status.st_mtime_ns, status.st_size))
    except OSError as error:
        return ((f"{error.filename}: {error.strerror}", 0, 0),)
    return tuple(found)


def exchanged(signature: Signature, part: Signature) -> Signature:
    """The signature with the files of *part* as they are there; all others stay as they were seen."""
    names = {name for name, _, _ in part}
    return (*(entry for entry in signature if entry[0] not in names), *part)
