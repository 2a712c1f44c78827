"""A server that answers a question box, a site that holds one, and what a reader does with it."""

import json
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from html import escape
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Locator, Page, Request

from api.service import Service
from api.settings import Settings
from api.web import embed
from tests.browser import documents
from tests.browser.embed import foreign_site
from tests.browser.embed.foreign_site import ForeignSite
from tests.conftest import listen

DOCS = Path(__file__).parents[3] / "docs" / "embed.md"
WORDS = json.loads(Path(embed.__file__).with_name("words.json").read_text("utf-8"))
TITLE = "ASEAN Centre of Excellence for MSMEs in Green Transition"
RELEASE = "asean-msme-green-transition"
QUESTION = "How many MSMEs are there in ASEAN?"


@dataclass(frozen=True)
class Server:
    """Rujuk on a port of the loopback interface."""

    address: str
    service: Service

    def tag(self, **options: str) -> str:
        """The script's tag."""
        attributes = "".join(f' data-{name}="{escape(value)}"' for name, value in options.items())
        return f'<script src="{self.address}/embed.js"{attributes}></script>'

    @property
    def policy(self) -> str:
        """A page's policy that lets in nothing but what docs/embed.md asks for."""
        (asked,) = re.findall(r"^script-src .*", DOCS.read_text("utf-8"), re.MULTILINE)
        asked = asked.replace("https://rujuk.example.org", self.address)
        return f"default-src 'none'; {asked}; require-trusted-types-for 'script'"


@contextmanager
def running(settings: Settings) -> Iterator[Server]:
    """The application with these settings, ready."""
    with listen(settings) as (address, service):
        yield Server(address, service)


@pytest.fixture(scope="package")
def site() -> Iterator[ForeignSite]:
    """A site that the server lists."""
    with foreign_site.serve() as served:
        yield served


@pytest.fixture(scope="package")
def library(library_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Path(shutil.copytree(library_folder, tmp_path_factory.mktemp("embed") / "library"))


@pytest.fixture(scope="package")
def server(site: ForeignSite, library: Path, _loaded_once: None) -> Iterator[Server]:
    settings = Settings.load(library=library, embed_origins=[site.origin], max_question_chars=200)
    with running(settings) as served:
        for file in documents.FILES.items():
            httpx.post(f"{served.address}/v1/documents", files={"file": file}, timeout=60).raise_for_status()
        yield served


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    with browser.new_context(viewport={"width": 1024, "height": 768}, locale="en-GB") as context:
        yield context.new_page()


def ask(box: Page | Locator, question: str) -> None:
    box.get_by_role("textbox").fill(question)
    box.get_by_role("textbox").press("Enter")


def requests_of(page: Page) -> list[Request]:
    """What it sends, from now on."""
    sent: list[Request] = []

    def keep(request: Request) -> None:
        sent.append(request)

    page.on("request", keep)
    return sent


def unfolded(page: Page) -> Locator:
    """The other passages."""
    page.locator("summary").click()
    return page.locator("li")
