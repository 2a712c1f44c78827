"""`/original` and `/pages/{n}.png`: the file that a document was read from, and its pages, of what is kept."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from api.settings import Settings
from tests.api.conftest import Rujuk
from tests.conftest import serve
from tests.ingest.making import pdf

HARBOUR = pdf(
    [(72, 760, "The harbour of Kudat was dredged in the spring. It is open to every boat.")],
    [(72, 760, "The harbour master of Kudat is Nurul Aziz. She has kept the register for nine years.")],
)
PAGE = b"<script>alert(1)</script><h1>Net</h1><p>The net of Labuan was mended in June by Ana.</p>"


@pytest.fixture(scope="module")
def keeping(library_folder: Path, tmp_path_factory: pytest.TempPathFactory, _loaded_once: None) -> Iterator[TestClient]:
    """A service that keeps files of up to 100 kB, and holds a PDF and a web page."""
    library = Path(shutil.copytree(library_folder, tmp_path_factory.mktemp("keeping") / "library"))
    with serve(Settings.load(library=library, keep_originals=True, max_original_bytes=100_000)) as client:
        for name, data in (("the harbour.pdf", HARBOUR), ("net.html", PAGE)):
            assert post(client, name, data)["status"] == "added"
        yield client


def post(client: TestClient, name: str, data: bytes) -> dict[str, str]:
    (document,) = client.post("/v1/documents", files={"file": (name, data)}).json()["documents"]
    return dict(document)


@pytest.mark.parametrize(
    ("document", "data", "media_type", "name"),
    [
        ("the-harbour", HARBOUR, "application/pdf", "the%20harbour.pdf"),
        ("net", PAGE, "text/html", "net.html"),
    ],
)
def test_the_file_is_given_to_be_saved_and_never_shown(
    keeping: TestClient, document: str, data: bytes, media_type: str, name: str
) -> None:
    response = keeping.get(f"/v1/documents/{document}/original")
    assert (response.status_code, response.content) == (200, data)
    assert response.headers["content-type"] == media_type
    assert response.headers["content-disposition"] == f"attachment; filename*=UTF-8''{name}"
    assert response.headers["x-content-type-options"] == "nosniff"
    assert response.headers["content-security-policy"] == "default-src 'none'; sandbox"
    again = keeping.get(response.url.path, headers={"If-None-Match": response.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_a_page_is_an_image_that_is_fetched_once(keeping: TestClient) -> None:
    first = keeping.get("/v1/documents/the-harbour/pages/1.png")
    assert (first.status_code, first.headers["content-type"]) == (200, "image/png")
    assert first.content.startswith(b"\x89PNG")
    assert keeping.get("/v1/documents/the-harbour/pages/1.png").content == first.content
    assert keeping.get("/v1/documents/the-harbour/pages/2.png").content != first.content
    again = keeping.get("/v1/documents/the-harbour/pages/1.png", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize(
    ("path", "status", "said"),
    [
        ("the-harbour/pages/3.png", 404, "has 2 pages"),
        ("the-harbour/pages/0.png", 422, "n:"),
        ("the-harbour/pages/x.png", 422, "n:"),
        ("net/pages/1.png", 404, "text alone"),
        ("asean-msme-green-transition/pages/1.png", 404, "--keep-original"),
        ("asean-msme-green-transition/original", 404, "--keep-original"),
        ("nothing/original", 404, "no document"),
        ("nothing/pages/1.png", 404, "no document"),
    ],
)
def test_what_is_not_there_is_a_problem(keeping: TestClient, path: str, status: int, said: str) -> None:
    response = keeping.get(f"/v1/documents/{path}")
    assert (response.status_code, response.headers["content-type"]) == (status, "application/problem+json")
    assert said in response.json()["detail"]


def test_an_answer_says_where_its_quote_is_on_the_page_and_so_does_its_verification(keeping: TestClient) -> None:
    asked = {"question": "Who is the harbour master of Kudat?", "documents": ["the-harbour"]}
    citation = keeping.post("/v1/ask", json=asked).json()["passages"][0]["citation"]
    (region,) = citation["quote"]["regions"]
    assert region["page"] == 2
    assert region["x0"] == pytest.approx(72 / 595, abs=0.01)
    assert 0.08 < region["y0"] < 1 - 760 / 842 < region["y1"] < 0.11
    verified = keeping.post("/v1/verify", json=citation).json()
    assert (verified["status"], verified["regions"]) == ("found", [region])


def test_an_outline_says_whether_there_is_a_file_and_how_many_pages(keeping: TestClient) -> None:
    outlines = [keeping.get(f"/v1/outlines/{each}").json()["original"] for each in ("the-harbour", "net")]
    assert [(each["name"], each["pages"], each["size"]) for each in outlines] == [
        ("the harbour.pdf", 2, len(HARBOUR)),
        ("net.html", None, len(PAGE)),
    ]
    assert keeping.get("/v1/outlines/asean-msme-green-transition").json()["original"] is None


def test_what_is_removed_takes_its_file_along_and_what_is_too_large_is_not_kept(keeping: TestClient) -> None:
    mark = b"<!--zqFILEqz-->"
    page = PAGE.replace(b"Labuan", b"Sandakan") + mark
    assert post(keeping, "sandakan.html", page)["status"] == "added"
    folder = keeping.app.state.service.settings.library  # type: ignore[attr-defined]  # Starlette's, not any ASGI one
    assert any(mark in path.read_bytes() for path in folder.iterdir())
    assert keeping.delete("/v1/documents/sandakan").status_code == 204
    assert not any(mark in path.read_bytes() for path in folder.iterdir())
    large = post(keeping, "sandakan.html", page + b" " * 100_000)
    assert (large["status"], "100,000" in large["detail"]) == ("added", True)
    assert keeping.get("/v1/documents/sandakan/original").status_code == 404
    assert keeping.delete("/v1/documents/sandakan").status_code == 204


def test_add_keeps_files_where_it_is_told_to(rujuk: Rujuk, shelf: Path, tmp_path: Path) -> None:
    file = tmp_path / "harbour.pdf"
    file.write_bytes(HARBOUR)
    statuses = [
        rujuk("--library", shelf, "add", file, *options).lines[0].partition(":")[0]
        for options in ([], ["--keep-original"], ["--keep-original"], [])
    ]
    assert statuses == ["added", "updated", "unchanged", "unchanged"]
    assert rujuk("--library", shelf, "check").code == 0
