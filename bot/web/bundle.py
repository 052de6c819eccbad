"""The widget's two scripts, put together from the files of web/widget/ without a build step (docs/widget.md)."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from pathlib import Path

_COMMENT_LINE = re.compile(r"\s*//")
_STYLE_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_STYLE_SPACE = re.compile(r"\s*([{};,])\s*")
_DECLARED = re.compile(r"^(?:async )?(?:function|class|const) (\w+)", re.MULTILINE)
_LAST_FIRST = "39"  # the highest number of a part of the first script
_FIRST_LABELS = ("open", "launcher")
_SHARED = 'window[Symbol.for("tro-ly-cds")]'  # where the second script finds what the first declares
SECOND = "/assets/widget-window.js"


@dataclass(frozen=True)
class WidgetScripts:
    """first: shows the launcher and fetches second, which has the window."""

    first: str
    second: str


def widget_scripts(folder: Path) -> WidgetScripts:
    """All parts in the order of their names, those up to 39 in the first script; each script is one function scope.

    folder: holds ``*.js``, ``labels.<language>.json``, ``first.css`` and ``widget.css``. The first script knows FIRST_LABELS,
    FIRST_STYLE and SECOND (the address of the second, with its version), the second LABELS, STYLE and all that the first
    declares. Lines of comment and indentation are left out, so no part may have a string or template that goes over the end
    of a line. Raises OSError or ValueError for a file that cannot be read.
    """
    parts = {path.name: path.read_text("utf-8") for path in sorted(folder.glob("*.js"))}
    early = [text for name, text in parts.items() if name[:2] <= _LAST_FIRST]
    late = [text for name, text in parts.items() if name[:2] > _LAST_FIRST]
    labels = {path.name.split(".")[1]: json.loads(path.read_text("utf-8")) for path in sorted(folder.glob("labels.*.json"))}
    names = ",".join(sorted({name for text in early for name in _DECLARED.findall(text)}))
    second = _script({"LABELS": labels, "STYLE": _style(folder / "widget.css")}, [f"const {{{names}}}={_SHARED};", *late])
    version = hashlib.sha256(second.encode()).hexdigest()[:12]
    constants: dict[str, object] = {
        "FIRST_LABELS": {language: {name: own[name] for name in _FIRST_LABELS} for language, own in labels.items()},
        "FIRST_STYLE": _style(folder / "first.css"),
        "SECOND": f"{SECOND}?v={version}",
    }
    return WidgetScripts(_script(constants, [*early, f"{_SHARED}={_SHARED}||{{{names}}};"]), second)


def _script(constants: dict[str, object], parts: list[str]) -> str:
    lines = (line.strip() for part in parts for line in part.splitlines() if not _COMMENT_LINE.match(line))
    known = ",".join(f"{name}={json.dumps(value, ensure_ascii=False, separators=(',', ':'))}" for name, value in constants.items())
    return "\n".join(["(function(){", '"use strict";', f"const {known};", *(line for line in lines if line), "})();", ""])


def _style(file: Path) -> str:
    text = _STYLE_COMMENT.sub("", file.read_text("utf-8"))
    return _STYLE_SPACE.sub(r"\1", "\n".join(line.strip() for line in text.splitlines() if line.strip()))
