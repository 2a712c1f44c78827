"""`rujuk eval --report` in a browser: nothing runs or loads, everybody can read it, and no window is too narrow."""

from dataclasses import replace
from pathlib import Path
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from api.reports.html_report import page
from retriever.evaluation.comparison import compare
from retriever.evaluation.judging import Found, Run
from retriever.evaluation.report import About, aggregate
from tests.retriever.evaluation.factory import outcome

HOSTILE = "</details></style><script>document.title='run'</script><img src=http://127.0.0.1:9/ onerror=alert(1)>"
LONG = "x" * 300
FOUND = Found(1, HOSTILE, HOSTILE, 1, (LONG,), 2, HOSTILE, {"dense": 0.5, "sentence": 0.5, "lexical": 5.0})


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    wrong = outcome(id_=HOSTILE, ranks=(2,), quote_correct=False, kind=HOSTILE, language="th")
    wrong = replace(wrong, question=HOSTILE, quote=LONG, first=FOUND, wanted=replace(FOUND, rank=2), refusal=HOSTILE)
    run = (*[outcome(id_=f"q{n}", confidence=n / 20, answerable=n % 3 > 0) for n in range(20)], wrong)
    earlier = (*run[:-1], replace(wrong, ranks=(3,)))
    about = About(HOSTILE, "2026-01-01T00:00:00Z", "0.1.0", "none", 1, 0.5)
    path = tmp_path_factory.mktemp("report") / "report.html"
    path.write_text(page(aggregate(Run(run)), about, compare(earlier, run)), encoding="utf-8")
    return path


def test_a_hostile_question_runs_and_loads_nothing(browser: Browser, report: Path) -> None:
    seen: list[str] = []
    with browser.new_context() as context:
        window = context.new_page()
        window.on("request", lambda request: seen.append(request.url))
        window.on("dialog", lambda dialog: seen.append(dialog.message))
        window.on("console", lambda message: seen.append(message.text))
        window.goto(report.as_uri())
        window.locator("summary").evaluate_all("all => all.forEach(each => each.click())")
        assert window.title() != "run"
        assert seen == [report.as_uri()]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1200, 360])
def test_everybody_can_read_it(browser: Browser, report: Path, scheme: Literal["light", "dark"], width: int) -> None:
    viewport: dict[str, int] = {"width": width, "height": 800}
    with browser.new_context(color_scheme=scheme, viewport=viewport, bypass_csp=True) as context:  # type: ignore[arg-type]  # a TypedDict
        window = context.new_page()
        window.goto(report.as_uri())
        window.locator("summary").evaluate_all("all => all.forEach(each => each.click())")
        found = Axe().run(window)
        assert found.violations_count == 0, found.generate_report()
        assert window.evaluate("document.documentElement.scrollWidth <= innerWidth")
