"""A file made to break its reader breaks nothing: it is refused, and the service answers meanwhile."""

import threading
from pathlib import Path

import httpx
import pytest
from starlette.testclient import TestClient

from api.settings import Settings
from ingest.sandbox import Limits, Sandbox
from tests.conftest import Serving, listen
from tests.ingest.making import ENDLESS, docx, paragraph, pdf


def upload(client: TestClient, name: str, data: bytes) -> tuple[int, str]:
    response = client.post("/v1/documents", files={"file": (name, data)})
    return response.status_code, response.text


def test_questions_are_answered_while_an_upload_hangs(serving: Serving) -> None:
    with serving(sandbox=Sandbox(Limits(seconds=6, seconds_per_mib=0))) as client:
        outcome: list[tuple[int, str]] = []
        hanging = threading.Thread(target=lambda: outcome.append(upload(client, "a.html", ENDLESS)))
        hanging.start()
        asked = client.post("/v1/ask", json={"question": "How many MSMEs are there in ASEAN?"})
        still = hanging.is_alive()
        hanging.join()
        assert asked.json()["status"] == "answered"
        assert still
        assert outcome[0][0] == 422
        assert "longer than 6 seconds" in outcome[0][1]
        assert upload(client, "a.html", b"<html><p>The ferry leaves at nine.")[0] == 201


@pytest.mark.usefixtures("_loaded_once")
def test_a_file_whose_client_leaves_is_read_no_further(shelf: Path) -> None:
    """It would keep the client's next upload waiting, and one of four places."""
    sandbox = Sandbox(Limits(seconds=600))
    with listen(Settings.load(library=shelf), sandbox) as (address, _):
        with pytest.raises(httpx.ReadTimeout):
            httpx.post(f"{address}/v1/documents", files={"file": ("a.html", ENDLESS)}, timeout=3)
        ferry = {"file": ("b.html", b"<html><p>The ferry leaves at nine.")}
        assert httpx.post(f"{address}/v1/documents", files=ferry, timeout=60).status_code == 201


def test_pages_reach_the_citation(serving: Serving) -> None:
    page = [(60, 700, "The keeper of the lighthouse is called Marlene Oyelaran.")]
    with serving() as client:
        assert upload(client, "keeper.pdf", pdf([(60, 700, "A first page about the sea.")], page))[0] == 201
        answer = client.post("/v1/ask", json={"question": "What is the keeper of the lighthouse called?"}).json()
        citation = answer["passages"][0]["citation"]
        assert (citation["page"], citation["document"]["media_type"]) == (2, "application/pdf")
        text = client.get(f"/v1/documents/{citation['document']['id']}/text").text
        assert text[citation["quote"]["start"] : citation["quote"]["end"]] == citation["quote"]["text"]


def test_a_word_file_that_is_a_bomb_is_refused(serving: Serving) -> None:
    with serving() as client:
        status, text = upload(client, "a.docx", docx("<w:p/>" * 20_000_000))
        assert status == 422
        assert "unpacks to more than" in text
        assert upload(client, "b.docx", docx(paragraph("The ferry leaves at nine.")))[0] == 201
