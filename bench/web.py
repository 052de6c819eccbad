"""What the widget weighs and how soon it is there on a slow phone, in Debian's Chromium; tables of docs/widget.md.

    python -m bench.web

Starts the service. The line is simulated by Chromium (each answer at least the round trip later, bytes at the rate), the phone
by slowing its main thread. «Interactive» is when the launcher can be pressed: it stands on the page and no long task runs.
«Whole» is when the window behind it is there too; a press before that is remembered and opens it then.
"""

from __future__ import annotations

import gzip
import json
import statistics
import sys
import urllib.request
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Browser, Page, expect, sync_playwright

from bench.common import table
from bot.paths import PROJECT, WEB
from bot.service.started import started_service
from tests.browser.chromium import ARGUMENTS, chromium

DOCUMENT = PROJECT / "docs" / "widget.md"
RUNS = 5
QUESTION = "cáp quang bao nhiêu phần trăm?"
# Notes what a person would notice, from the start of the navigation, in milliseconds.
OBSERVER = """
window.noted = {tasks: [], paint: 0, largest: 0, shift: 0, there: 0, whole: 0};
const watch = (type, note) => new PerformanceObserver((list) => list.getEntries().forEach(note)).observe({type, buffered: true});
watch("longtask", (one) => noted.tasks.push([one.startTime, one.duration]));
watch("paint", (one) => { if (one.name === "first-contentful-paint") noted.paint = one.startTime; });
watch("largest-contentful-paint", (one) => { noted.largest = one.startTime; });
watch("layout-shift", (one) => { if (!one.hadRecentInput) noted.shift += one.value; });
const look = () => {
    const one = document.querySelector("tro-ly-cds");
    const has = (part) => Boolean(one && one.shadowRoot && one.shadowRoot.querySelector(part));
    if (!noted.there && has(".launcher")) noted.there = performance.now();
    if (has(".composer")) noted.whole = performance.now();
    else setTimeout(look, 5);
};
look();
"""


@dataclass(frozen=True)
class Line:
    """A simulated network and processor. rate in kbit/s, round_trip in ms, slower: how many times slower than here."""

    name: str
    rate: float
    round_trip: float
    slower: float


LINES = (
    Line("this machine, no limit", 0, 0, 1),
    Line("4G: 9 Mbit/s, 60 ms", 9000, 60, 1),
    Line("slow 4G: 1.6 Mbit/s, 150 ms, processor 4× slower", 1600, 150, 4),
    Line("slow 3G: 400 kbit/s, 400 ms", 400, 400, 1),
    Line("slow 3G: 400 kbit/s, 400 ms, processor 4× slower", 400, 400, 4),
)


def visit(browser: Browser, url: str, line: Line) -> dict[str, float]:
    """One first visit to the demo page with nothing cached, and one question; milliseconds, bytes."""
    context = browser.new_context(viewport={"width": 360, "height": 740}, is_mobile=True, has_touch=True, locale="vi-VN")
    page = context.new_page()
    page.add_init_script(OBSERVER)
    network = context.new_cdp_session(page)
    network.send("Network.enable")
    if line.rate:
        rate = line.rate * 1000 / 8
        network.send("Network.emulateNetworkConditions", {"offline": False, "latency": line.round_trip, "downloadThroughput": rate, "uploadThroughput": rate})
    network.send("Emulation.setCPUThrottlingRate", {"rate": line.slower})
    sizes: list[float] = []
    network.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    page.goto(url + "/")
    page.wait_for_function("() => window.noted.whole")
    page.wait_for_timeout(500)
    noted: dict[str, Any] = page.evaluate("() => Object.assign(window.noted, {html: performance.getEntriesByType('navigation')[0].responseEnd})")
    running = [start + duration for start, duration in noted["tasks"] if start < noted["there"] + 50]
    interactive = max([noted["there"], *(end for end in running if end > noted["there"])])
    result = {
        "html": noted["html"],
        "paint": noted["paint"],
        "largest": noted["largest"],
        "interactive": interactive,
        "after_html": interactive - noted["html"],
        "whole": noted["whole"] - noted["html"],
        "blocked": sum(duration - 50 for _, duration in noted["tasks"]),
        "shift": noted["shift"],
        "answer": _first_answer(page),
        "bytes": sum(sizes),
    }
    context.close()
    return result


def _first_answer(page: Page) -> float:
    """From the press on the send button to the answer on the screen."""
    page.get_by_role("button", name="Mở trợ lý").click()
    page.get_by_role("textbox", name="Nhập câu hỏi").fill(QUESTION)
    started: float = page.evaluate("() => performance.now()")
    page.get_by_role("button", name="Gửi", exact=True).click()
    answer = page.get_by_role("log").locator(".theirs:not(.first)")
    expect(answer).to_be_visible(timeout=60_000)
    ended: float = page.evaluate("() => performance.now()")
    return ended - started


def sizes(url: str) -> str:
    """Bytes of what a page with the widget loads, as sent and by the best compression at hand."""
    rows = []
    for path in ("/widget.js", _second(url), "/", "/assets/demo/demo.css", "/tra-cuu"):
        plain = _got(url + path, "identity")
        sent = {coding: len(_got(url + path, coding)) for coding in ("gzip", "br")}
        rows.append(
            (f"`{path.split('?')[0]}`", _kilobytes(len(plain)), _kilobytes(len(gzip.compress(plain, 9))), _kilobytes(sent["gzip"]), _kilobytes(sent["br"]))
        )
    parts = sum(path.stat().st_size for path in (WEB / "widget").iterdir())
    rows.append(("`web/widget/`, all files as written", _kilobytes(parts), "", "", ""))
    return table(("What", "Plain", "gzip -9", "Sent to who takes gzip", "Sent to who takes brotli"), rows)


def _second(url: str) -> str:
    """The path of the widget's second script, as the first names it."""
    return json.loads(_got(url + "/widget.js", "identity").decode().split("SECOND=", 1)[1].split(";", 1)[0])


def _got(url: str, coding: str) -> bytes:
    with urllib.request.urlopen(urllib.request.Request(url, headers={"Accept-Encoding": coding})) as reply:
        body: bytes = reply.read()
    return body


def _kilobytes(count: float) -> str:
    return f"{count / 1000:.1f} kB"


def timings(url: str) -> str:
    """Medians over first visits on each line."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        visit(browser, url, LINES[0])  # warms up browser and bot
        rows = []
        for line in LINES:
            runs = [visit(browser, url, line) for _ in range(RUNS)]
            middle = {name: statistics.median(run[name] for run in runs) for name in runs[0]}
            seconds = [f"{middle[name] / 1000:.2f} s" for name in ("html", "paint", "after_html")]
            worst = max(run["after_html"] for run in runs) / 1000
            rows.append(
                (
                    line.name,
                    *seconds,
                    f"{worst:.2f} s",
                    f"{middle['whole'] / 1000:.2f} s",
                    f"{middle['blocked']:.0f} ms",
                    f"{middle['shift']:.3f}",
                    f"{middle['answer'] / 1000:.2f} s",
                )
            )
        version = browser.version
        browser.close()
    measures = ("HTML there", "First paint", "Interactive after the HTML", "the slowest", "Whole after the HTML", "Blocked", "Layout shift", "First answer")
    return f"{table(('Line', *measures), rows)}\n\nChromium {version}, the middle of {RUNS} first visits, demo page, 360 × 740; the first answer from «Gửi» on."


def write(name: str, text: str) -> None:
    """Put *text* between the marks of that name in the document."""
    begin, end = f"<!-- table: {name} -->", f"<!-- end: {name} -->"
    document = DOCUMENT.read_text("utf-8")
    before, rest = document.split(begin, 1)
    DOCUMENT.write_text(f"{before}{begin}\n{text}\n{end}{rest.split(end, 1)[1]}", "utf-8")


def main() -> None:
    """Measure and write."""
    with started_service() as started:
        for name, text in (("sizes", sizes(started.url)), ("timings", timings(started.url))):
            sys.stdout.write(text + "\n\n")
            write(name, text)


if __name__ == "__main__":
    main()
