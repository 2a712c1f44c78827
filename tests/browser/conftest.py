"""A real browser before a real server, whose library holds the bundled release and a few documents made for this."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.browser import documents
from tests.browser.driving import Reader
from tests.e2e.conftest import Program

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

expect.set_options(timeout=20_000)  # machines are shared
Visit = Callable[..., Reader]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Without a browser there is nothing to see."""
    if CHROMIUM is None:
        skip = pytest.mark.skip(reason="no Chromium on this machine: apt-get install chromium")
        for item in items:
            if Path(__file__).parent in item.path.parents:
                item.add_marker(skip)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium, for one file of tests: as long as Playwright runs its event loop, no other test can run one."""
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield launched
        launched.close()


def program(library: Path, **settings: str) -> Program:
    """The program over that library, with these settings and no others."""
    kept = {name: value for name, value in os.environ.items() if not name.upper().startswith("RUJUK_")}
    quiet = {"RUJUK_LOG_LEVEL": "warning"}  # nobody reads the log while it runs, and a full pipe would stop the server
    return Program(kept | quiet | {"RUJUK_LIBRARY": str(library), **settings})


@pytest.fixture(scope="session")
def shared_library(library_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The library that the server holds; what a test adds to it, it takes away again."""
    return Path(shutil.copytree(library_folder, tmp_path_factory.mktemp("browser") / "library"))


@pytest.fixture(scope="session")
def service(shared_library: Path) -> Iterator[httpx.Client]:
    """A client of the one server that the browser visits; it keeps the files that it is given."""
    with program(shared_library, RUJUK_KEEP_ORIGINALS="true").serve() as server:
        for name, content in documents.FILES.items():
            server.client.post("/v1/documents", files={"file": (name, content)}).raise_for_status()
        yield server.client


@pytest.fixture
def read_only(service: httpx.Client, shared_library: Path) -> Iterator[httpx.Client]:
    """A server of the same library that takes and gives away nothing."""
    with program(shared_library, RUJUK_READ_ONLY="true").serve() as server:
        yield server.client


@pytest.fixture
def visit(browser: Browser, service: httpx.Client) -> Iterator[Visit]:
    """`visit(fragment, locale=..., viewport=..., ...)`: somebody opens the page; each is a person of their own."""
    readers: list[Reader] = []

    def open_page(fragment: str = "", *, base: str | None = None, width: int = 1280, **options: object) -> Reader:
        size = {"width": width, "height": 800}
        context = browser.new_context(viewport=size, **{"locale": "en-GB", "reduced_motion": "reduce", **options})  # type: ignore[arg-type]  # names are Playwright's
        page: Page = context.new_page()
        readers.append(Reader(page))
        page.goto((base or str(service.base_url)) + fragment)
        page.locator("#held:not(:empty)").wait_for()
        return readers[-1]

    yield open_page
    for reader in readers:
        reader.page.context.close()
        assert reader.errors == []
