"""Known advisories against what uv.lock pins: each must be answered in docs/security.md. Part of ``make check``.

pip-audit cannot stand in uv.lock itself, since it needs a newer «packaging» than Rasa allows; uv runs it apart from the project, in the version named here.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bot.paths import PROJECT

PIP_AUDIT = "pip-audit==2.9.0"
SECONDS = 300.0
ANSWERS = PROJECT / "docs" / "security.md"


class NotAuditedError(RuntimeError):
    """The audit could not be made; the text says why, in one line."""


def main() -> int:
    """1 if an advisory is not answered; 0 if all are, or if the database cannot be reached, which is told."""
    try:
        report = audit(os.environ.get("UV") or shutil.which("uv") or str(PROJECT / ".tools" / "bin" / "uv"))
    except NotAuditedError as error:
        sys.stdout.write(f"advisories: skipped, {error}\n")
        return 0
    open_ones = unanswered(report, ANSWERS.read_text("utf-8"))
    for line in open_ones:
        sys.stdout.write(f"{line}\n")
    if not open_ones:
        sys.stdout.write(f"advisories: none but those answered in docs/{ANSWERS.name}\n")
    return 1 if open_ones else 0


def audit(uv: str) -> Any:
    """What pip-audit reports, as JSON, about all that is locked. Raises NotAuditedError."""
    with tempfile.TemporaryDirectory() as folder:
        requirements = Path(folder) / "requirements.txt"
        _run([uv, "export", "--frozen", "--no-emit-local", "--quiet", "--output-file", str(requirements)])
        said = _run([uv, "tool", "run", "--from", PIP_AUDIT, "pip-audit", "--disable-pip", "--progress-spinner=off", "-f", "json", "-r", str(requirements)])
    try:
        report = json.loads(said)
        audited = [package for package in report["dependencies"] if "vulns" in package]
    except (ValueError, KeyError, TypeError):
        raise NotAuditedError("the database of advisories is not reached") from None
    if not audited:
        raise NotAuditedError("the package index has no advisories")
    return report


def unanswered(report: Any, answers: str) -> list[str]:
    """A line for each advisory of *report* of which neither the id nor another name stands in *answers*.

    >>> report = {"dependencies": [{"name": "a", "version": "1", "vulns": [{"id": "PYSEC-1", "aliases": ["CVE-2"], "fix_versions": ["2"]}]}]}
    >>> unanswered(report, "| CVE-2 | is answered |"), unanswered(report, "CVE-21")
    ([], ['a 1: PYSEC-1 (CVE-2), mended in 2: answer it in docs/security.md, or take another version'])
    """
    answered = set(re.findall(r"[A-Z]+-[\w-]+", answers))
    return [
        f"{package['name']} {package['version']}: {advisory['id']} ({', '.join(advisory['aliases']) or 'no other name'}), "
        f"mended in {', '.join(advisory['fix_versions']) or 'no version yet'}: answer it in docs/security.md, or take another version"
        for package in report["dependencies"]
        for advisory in package.get("vulns", ())
        if not answered & {advisory["id"], *advisory["aliases"]}
    ]


def _run(command: Sequence[str]) -> str:
    """What a command prints. pip-audit ends with 1 both when it found something and when it failed. Raises NotAuditedError."""
    try:
        done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, timeout=SECONDS)
    except FileNotFoundError:
        raise NotAuditedError("uv is not there") from None
    except subprocess.TimeoutExpired:
        raise NotAuditedError("the database of advisories does not answer") from None
    if done.returncode > 1 or (done.returncode == 1 and not done.stdout):
        raise NotAuditedError("pip-audit could not be run, or its database is not reached")
    return done.stdout


if __name__ == "__main__":
    sys.exit(main())
