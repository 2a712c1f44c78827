"""How soon the page is seen by somebody who was never there, and what the visit weighs.

    python -m benchmarks.first_paint [--visits N] [--locale CODE] [--address URL ...] [--work FOLDER]

Chromium (which must be installed) visits the page of a server of the bundled release, or of those at `--address`, in
turn, so that servers of two versions are compared while the machine does the same besides. Each visit is a context of
its own: no cache, no connection that stands. `response` (its last byte) and `first paint` (with content) count from
the navigation, as the browser has them; `processor` is what all of the browser's threads worked until then, which
depends less on what else the machine does; `ready` is when the page knows what its library holds. `bytes` came over
the network until then, heads included. The first visits, which warm up browser and server, do not count.
"""

import argparse
import json
import shutil
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import astuple, dataclass, fields
from statistics import median
from typing import Any

from playwright.sync_api import Browser, sync_playwright

from benchmarks import machine
from benchmarks.figures import percentile
from benchmarks.load import HOST
from benchmarks.options import parser
from benchmarks.servers import running

_WARMING = 3
_TASKS = ("ThreadControllerImpl::RunTask", "ThreadPool_RunTask")
_PAINTED = """async () => {
  let entry;
  while (!(entry = performance.getEntriesByName("first-contentful-paint")[0])) await new Promise(requestAnimationFrame);
  return entry.startTime;
}"""


@dataclass(frozen=True, slots=True)
class Visit:
    """What a visit took."""

    response_ms: float
    first_paint_ms: float
    processor_ms: float
    ready_ms: float
    requests: int
    bytes: int


def main() -> None:
    """Print the table."""
    chosen = _arguments()
    with _addresses(chosen) as addresses, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=_chromium(), args=["--no-sandbox", "--disable-gpu"])
        rounds = [
            [_visit(browser, address, chosen.locale) for address in addresses] for _ in range(_WARMING + chosen.visits)
        ][_WARMING:]
        version = browser.version
        browser.close()
    print(f"{chosen.visits} visits, {chosen.locale}, Chromium {version}\n{machine.line()}")
    for address, visits in zip(addresses, zip(*rounds, strict=True), strict=True):
        _print_table(address, visits)


def _print_table(address: str, visits: Sequence[Visit]) -> None:
    print(f"\n{address:24} {'least':>9} {'p50':>9} {'p95':>9}")
    for field, values in zip(fields(Visit), zip(*map(astuple, visits), strict=True), strict=True):
        figures = (min(values), median(values), percentile(values, 0.95))
        print(f"{field.name.replace('_', ' '):24} " + " ".join(f"{figure:9,.0f}" for figure in figures))


def _arguments() -> argparse.Namespace:
    options = parser(__doc__, work="first_paint")
    options.add_argument("--visits", type=int, default=20)
    options.add_argument("--locale", default="en-GB")
    options.add_argument("--address", nargs="+", help="of servers that run; by default one is started")
    return options.parse_args()


def _chromium() -> str:
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if found is None:
        raise SystemExit("there is no Chromium on this machine; install it, with apt-get install chromium for one")
    return found


@contextmanager
def _addresses(chosen: argparse.Namespace) -> Iterator[list[str]]:
    """The addresses to visit; the servers are ready."""
    if chosen.address:
        yield chosen.address
        return
    chosen.work.mkdir(parents=True, exist_ok=True)
    program = ["env", f"RUJUK_EMBEDDER={chosen.embedder}", sys.executable, "-m", "api.cli"]
    program += ["--library", str(chosen.work / "library"), "serve", "--port"]
    with running(lambda port: [*program, str(port)], chosen.work / "server.log") as server:
        server.answer("Is the library ready to answer?")
        yield [f"http://{HOST}:{server.port}/"]


def _visit(browser: Browser, address: str, locale: str) -> Visit:
    context = browser.new_context(locale=locale, viewport={"width": 1280, "height": 800})
    page = context.new_page()
    weights: list[float] = []
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    session.on("Network.loadingFinished", lambda event: weights.append(event["encodedDataLength"]))
    browser.start_tracing(page=page, categories=["toplevel", "blink.user_timing", "loading"])
    page.goto(address)
    painted = page.evaluate(_PAINTED)
    worked = _processor(json.loads(browser.stop_tracing())["traceEvents"])
    page.locator("#held:not(:empty)").wait_for()
    response = page.evaluate("performance.getEntriesByType('navigation')[0].responseEnd")
    ready = page.evaluate("performance.getEntriesByType('resource').at(-1).responseEnd")
    context.close()
    sent = [weight for weight in weights if weight]  # what the cache gave weighs nothing
    return Visit(response, painted, worked, ready, len(sent), round(sum(sent)))


def _processor(events: list[dict[str, Any]]) -> float:
    """Milliseconds that the tasks of all threads took on a processor from the navigation to the first paint."""
    painted = next(event["ts"] for event in events if event["name"] == "firstContentfulPaint")
    began = max(event["ts"] for event in events if event["name"] == "navigationStart" and event["ts"] < painted)
    tasks = (event for event in events if event["name"] in _TASKS and began <= event["ts"] <= painted)
    return sum(float(event.get("tdur", 0)) for event in tasks) / 1000


if __name__ == "__main__":
    main()
