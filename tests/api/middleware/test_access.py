"""Who comes in: keys, their scopes, collections and rates, at the door of the whole application."""

import logging
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.keys import Scope, add_key, revoke_key
from api.middleware.access import _subscriber
from api.settings import Settings
from tests.api.middleware.test_uploads import refused_unread
from tests.conftest import Serving, serve

ID = "asean-msme-green-transition"
ASK = {"question": "How many MSMEs are there in ASEAN?"}
TITLE = "ASEAN Centre of Excellence for MSMEs"
CITATION = {"document": {"id": ID, "sha256": "0" * 64}, "quote": {"text": "70 million", "start": 650, "end": 660}}
READING = (("GET", "/v1/documents"), ("GET", f"/v1/documents/{ID}"), ("GET", f"/v1/documents/{ID}/text"))
Keys = dict[str, dict[str, str]]


@pytest.fixture(scope="module")
def folder(library_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Path(shutil.copytree(library_folder, tmp_path_factory.mktemp("keys") / "library"))


@pytest.fixture(scope="module")
def guarded(folder: Path, _loaded_once: None) -> Iterator[TestClient]:
    """An application whose library has keys."""
    settings = Settings.load(library=folder, embed_origins=["https://a.example"], log_questions=True)
    with serve(settings) as client:
        yield client


@pytest.fixture(scope="module")
def keys(folder: Path) -> Keys:
    """The header of a key of each scope, and of one for another collection."""
    made = {scope.value: add_key(folder / "keys.json", scope.value, scope) for scope in Scope}
    made["elsewhere"] = add_key(folder / "keys.json", "elsewhere", Scope.WRITE, collections=["elsewhere"])
    return {name: {"Authorization": f"Bearer {token}"} for name, token in made.items()}


def upload(client: TestClient, name: str, **headers: str) -> int:
    file = (f"{name}.txt", f"The {name} leaves at nine.".encode())
    return client.post("/v1/documents", files={"file": file}, headers=headers).status_code


@pytest.mark.usefixtures("keys")
@pytest.mark.parametrize("authorization", ["", "Bearer", "Bearer ", "Bearer wrong", "Basic d2ViOng=", "bearer ก"])
def test_without_a_key_or_with_another_one_nobody_comes_in(guarded: TestClient, authorization: str) -> None:
    headers = {b"Authorization": authorization.encode()} if authorization else {}
    for method, path in (*READING, ("POST", "/v1/ask"), ("POST", "/v1/verify"), ("DELETE", READING[1][1])):
        response = guarded.request(method, path, headers=headers)
        assert (response.status_code, response.headers["content-type"]) == (401, "application/problem+json")
        assert response.headers["www-authenticate"].startswith('Bearer realm="rujuk"')
        assert ("invalid_token" in response.headers["www-authenticate"]) == bool(authorization)
        assert "Authorization: Bearer KEY" in response.json()["detail"]


@pytest.mark.usefixtures("keys")
def test_probes_and_the_page_need_none(guarded: TestClient) -> None:
    for path in ("/", "/healthz", "/readyz", "/docs", "/openapi.json", "/embed.js", "/assets/any/js/main.js"):
        assert guarded.get(path).status_code == 200, path
    assert guarded.get("/metrics").status_code == 401


def test_each_scope_does_its_own_and_what_is_below_it(guarded: TestClient, keys: Keys) -> None:
    for scope in Scope:
        mine = keys[scope]
        assert guarded.post("/v1/ask", json=ASK, headers=mine).json()["status"] == "answered"
        assert guarded.post("/v1/verify", json=CITATION, headers=mine).status_code == 200
        for method, path in READING:
            assert guarded.request(method, path, headers=mine).status_code == 200
        may_write, may_measure = scope.covers(Scope.WRITE), scope.covers(Scope.ADMIN)
        listed = guarded.get("/v1/documents", headers=mine)
        assert listed.headers["allow"] == ("GET, POST" if may_write else "GET")
        assert upload(guarded, f"ferry-{scope}", **mine) == (201 if may_write else 403)
        removed = guarded.delete(f"/v1/documents/ferry-{scope}", headers=mine).status_code
        assert removed == (204 if may_write else 403)
        measured = guarded.get("/metrics", headers=mine)
        assert measured.status_code == (200 if may_measure else 403)
        if not may_measure:
            assert 'error="insufficient_scope", scope="admin"' in measured.headers["www-authenticate"]
            assert "needs admin" in measured.json()["detail"]


def test_what_lies_in_another_collection_is_not_there(guarded: TestClient, keys: Keys) -> None:
    mine = keys["elsewhere"]
    assert guarded.get("/v1/documents", headers=mine).json()["documents"] == []
    others = ("GET", f"/v1/outlines/{ID}"), ("DELETE", f"/v1/documents/{ID}"), ("GET", f"/v1/documents/{ID}/original")
    for method, path in (*READING[1:], *others, ("GET", f"/v1/documents/{ID}/pages/1.png")):
        hidden = guarded.request(method, path, headers=mine)
        missing = guarded.request(method, path.replace(ID, "no-such"), headers=mine)
        assert (hidden.status_code, missing.status_code) == (404, 404)
        assert hidden.json()["detail"].replace(ID, "no-such") == missing.json()["detail"]
    assert guarded.post("/v1/verify", json=CITATION, headers=mine).json()["status"] == "gone"
    asked = guarded.post("/v1/ask", json=ASK, headers=mine).json()
    assert (asked["status"], asked["passages"]) == ("no_answer", [])
    named = guarded.post("/v1/ask", json=ASK | {"documents": [ID]}, headers=mine)
    assert (named.status_code, named.json()["errors"][0]["field"]) == (422, "documents")
    for collection in ("default", "no-such"):
        wanted = guarded.post("/v1/ask", json=ASK | {"filter": {"collection": [collection]}}, headers=mine)
        listed = guarded.get("/v1/documents", params={"collection": collection}, headers=mine)
        assert (wanted.status_code, listed.status_code) == (403, 403)
    assert guarded.get(f"/v1/documents/{ID}", headers=keys["ask"]).status_code == 200


def test_what_lies_in_another_collection_is_not_there_for_other_clients_either(guarded: TestClient, keys: Keys) -> None:
    def call(key: str, method: str, **params: Any) -> str:
        request = {"jsonrpc": "2.0", "id": 1, "method": method, "params": params}
        accepted = {"Accept": "application/json, text/event-stream", "MCP-Protocol-Version": "2025-06-18"}
        return guarded.post("/mcp", json=request, headers={**keys[key], **accepted}).text

    for method, params in (
        ("resources/list", {}),
        ("resources/read", {"uri": f"rujuk://documents/{ID}"}),
        ("tools/call", {"name": "fetch", "arguments": {"id": ID}}),
        ("tools/call", {"name": "ask", "arguments": ASK}),
        ("tools/call", {"name": "search", "arguments": {"query": ASK["question"]}}),
    ):
        assert TITLE in call("ask", method, **params), method
        assert TITLE not in call("elsewhere", method, **params), method
    asked = {"knowledge_id": "x", "query": ASK["question"], "retrieval_setting": {"top_k": 3, "score_threshold": 0.0}}
    for key, count in (("ask", 3), ("elsewhere", 0)):
        assert len(guarded.post("/retrieval", json=asked, headers=keys[key]).json()["records"]) == count
    message = {"model": "rujuk", "messages": [{"role": "user", "content": ASK["question"]}]}
    for key, cited in (("ask", True), ("elsewhere", False)):
        answer = guarded.post("/v1/chat/completions", json=message, headers=keys[key]).json()
        assert bool(answer["choices"][0]["message"]["annotations"]) is cited


def test_a_key_adds_to_its_collection_and_changes_nothing_in_others(guarded: TestClient, keys: Keys) -> None:
    mine, all_ = keys["elsewhere"], keys["write"]
    assert upload(guarded, "lighthouse", **mine) == 201
    (document,) = guarded.get("/v1/documents", headers=mine).json()["documents"]
    assert document["collection"] == "elsewhere"
    question = {"question": "When does the lighthouse leave?"}
    (passage,) = guarded.post("/v1/ask", json=question, headers=mine).json()["passages"]
    assert passage["citation"]["document"]["id"] == document["id"]
    file = ("a.txt", b"The museum opens late.")
    refused = guarded.post("/v1/documents", files={"file": file}, data={"collection": "default"}, headers=mine)
    assert refused.status_code == 403
    record = '{"id": "tide", "text": "High tide is at six."}'
    taken = '{"id": "tide", "text": "High tide is at seven."}'
    moved = '{"id": "own", "text": "High tide is at eight.", "collection": "default"}'
    for lines, headers, status in ((record, all_, 201), (taken, mine, 422), (moved, mine, 422)):
        files = {"file": ("tides.jsonl", lines.encode())}
        assert guarded.post("/v1/documents", files=files, headers=headers).status_code == status
    assert guarded.get("/v1/documents/tide/text", headers=all_).text == "High tide is at six."
    for id_ in ("tide", document["id"]):
        assert guarded.delete(f"/v1/documents/{id_}", headers=all_).status_code == 204


def test_a_key_that_is_made_or_revoked_counts_at_the_next_request(serving: Serving, shelf: Path) -> None:
    with serving() as client:
        assert client.get("/v1/documents").status_code == 200
        mine = {"Authorization": f"Bearer {add_key(shelf / 'keys.json', 'web', Scope.ASK)}"}
        assert client.get("/v1/documents").status_code == 401
        assert client.get("/v1/documents", headers=mine).status_code == 200
        revoke_key(shelf / "keys.json", "web")
        (shelf / "keys.json").unlink()
        assert client.get("/v1/documents", headers=mine).status_code == 401


def test_keys_that_cannot_be_read_let_nobody_in(
    serving: Serving, shelf: Path, caplog: pytest.LogCaptureFixture
) -> None:
    mine = {"Authorization": f"Bearer {add_key(shelf / 'keys.json', 'web', Scope.ASK)}"}
    with serving() as client:
        (shelf / "keys.json").write_text("{")
        refused = client.get("/v1/documents", headers=mine)
        assert (refused.status_code, str(shelf) in refused.text) == (503, False)
        assert str(shelf) in caplog.text
        assert client.get("/healthz").status_code == 200


def test_an_address_that_others_reach_is_open_to_nobody_without_keys(serving: Serving) -> None:
    with serving(host="0.0.0.0") as client:  # noqa: S104  # nothing listens: the client is in this process
        assert client.post("/v1/ask", json=ASK).status_code == 401
    with serving(host="0.0.0.0", open=True) as client:  # noqa: S104
        assert client.post("/v1/ask", json=ASK).status_code == 200
        assert upload(client, "ferry") == 201
        measured = client.get("/metrics")
        assert measured.status_code == 403
        assert "RUJUK_METRICS_PORT" in measured.json()["detail"]


def test_an_upload_without_a_key_is_refused_before_a_byte_of_it_is_read(serving: Serving, shelf: Path) -> None:
    token = add_key(shelf / "keys.json", "web", Scope.ASK)
    with serving() as client:
        assert refused_unread(client)[0] == 401
        assert refused_unread(client, authorization=f"Bearer {token}")[0] == 403


def test_a_key_is_used_as_often_as_its_rate_says(guarded: TestClient, folder: Path, keys: Keys) -> None:
    token = add_key(folder / "keys.json", "slow", Scope.ASK, rate="2/day")
    mine = {"Authorization": f"Bearer {token}"}
    assert [guarded.get("/v1/documents", headers=mine).status_code for _ in range(3)] == [200, 200, 429]
    refused = guarded.post("/v1/ask", json=ASK, headers=mine | {"Origin": "https://a.example"})
    assert refused.headers["content-type"] == "application/problem+json"
    assert 0 < int(refused.headers["retry-after"]) <= 43_200
    assert "2 times a day" in refused.json()["detail"]
    assert refused.headers["access-control-allow-origin"] == "https://a.example"
    assert guarded.get("/v1/documents", headers=keys["ask"]).status_code == 200
    assert guarded.get("/healthz", headers=mine).status_code == 200


def test_an_address_asks_as_often_as_the_settings_say_with_right_and_wrong_keys(serving: Serving, shelf: Path) -> None:
    mine = {"Authorization": f"Bearer {add_key(shelf / 'keys.json', 'web', Scope.ASK)}"}
    with serving(address_rate="3/hour") as client:
        tried = [client.get("/v1/documents", headers=headers).status_code for headers in ({}, mine, {}, mine, {})]
        assert tried == [401, 200, 401, 429, 429]
        assert client.get("/readyz").status_code == 200


def test_neighbours_of_ipv6_count_as_one_address() -> None:
    assert _subscriber("2001:db8::1") == _subscriber("2001:db8::ffff:2") != _subscriber("2001:db8:0:1::1")
    assert _subscriber("192.0.2.1") != _subscriber("192.0.2.2")
    assert _subscriber("::ffff:192.0.2.1") != _subscriber("::ffff:192.0.2.2")
    assert _subscriber("fe80::1%eth0") == _subscriber("fe80::2%eth0")
    assert _subscriber("testclient") == "testclient"


def test_a_listed_site_may_send_a_key(guarded: TestClient, keys: Keys) -> None:
    asking = {
        "Origin": "https://a.example",
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "authorization,content-type",
    }
    allowed = guarded.options("/v1/ask", headers=asking)
    assert allowed.status_code == 200
    assert "Authorization" in allowed.headers["access-control-allow-headers"]
    asked = guarded.post("/v1/ask", json=ASK, headers={"Origin": "https://a.example", **keys["ask"]})
    assert asked.headers["access-control-allow-origin"] == "https://a.example"
    assert asked.json()["status"] == "answered"


def test_the_log_says_who_did_what_to_which_document(
    guarded: TestClient, keys: Keys, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, logger="rujuk"):
        upload(guarded, "museum", **keys["write"])
        guarded.delete("/v1/documents/museum", headers=keys["write"])
        guarded.get("/v1/documents/museum", headers={"Authorization": "Bearer rujuk_secret"})
        guarded.post("/v1/ask", json={"question": "Who\nkeeps “it”?"}, headers=keys["ask"])
    added, removed, refused, asked = (record for record in caplog.records if hasattr(record, "method"))
    lines = [record.getMessage() for record in (added, removed, refused, asked)]
    assert lines[0].startswith("POST /v1/documents 201 ")
    assert lines[0].endswith(' ms key=write documents=["museum"]')
    assert lines[1].startswith("DELETE /v1/documents/museum 204 ")
    assert lines[1].endswith(" ms key=write")
    assert lines[2].endswith(" ms address=testclient")
    assert lines[3].endswith(r' ms key=ask question="Who\nkeeps “it”?"')
    assert vars(added)["documents"] == ["museum"]
    assert "rujuk_" not in caplog.text


@pytest.mark.parametrize(
    "name", ["localhost", "LOCALHOST:8000", "127.0.0.1:8000", "[::1]:8000", "shelf.localhost", "10.0.0.7"]
)
def test_a_machines_own_names_and_addresses_are_answered(serving: Serving, name: str) -> None:
    with serving() as client:
        assert client.get("/v1/documents", headers={"Host": name}).status_code == 200


@pytest.mark.parametrize(
    "name", ["evil.example", "evil.example:8000", "localhost.evil.example", "127.0.0.1.evil.example", ""]
)
def test_a_name_that_a_page_lends_to_the_machine_is_refused(serving: Serving, name: str) -> None:
    with serving() as client:
        for response in (
            client.get("/v1/documents", headers={"Host": name}),
            client.delete("/v1/documents/a", headers={"Host": name, "Origin": f"http://{name}"}),
        ):
            assert response.status_code == 421
            assert "RUJUK_ALLOWED_HOSTS" in response.json()["detail"]


def test_names_that_are_listed_are_answered_and_no_others(serving: Serving) -> None:
    with serving(allowed_hosts="answers.example.org, rujuk.lan") as client:
        assert client.get("/healthz", headers={"Host": "answers.example.org"}).status_code == 200
        assert client.get("/healthz", headers={"Host": "Rujuk.lan:443"}).status_code == 200
        assert client.get("/healthz", headers={"Host": "evil.example"}).status_code == 421


def test_on_an_address_that_others_reach_names_of_the_local_network_will_do_until_some_are_listed(
    serving: Serving,
) -> None:
    with serving(host="0.0.0.0") as client:  # noqa: S104  # nothing listens: the client is in this process
        for name in ("rujuk", "rujuk:8000", "10.0.0.7"):
            assert client.get("/healthz", headers={"Host": name}).status_code == 200
        page = {"Host": "evil.example:8000", "Origin": "http://evil.example:8000"}
        assert client.get("/v1/documents", headers=page).status_code == 421
        assert client.post("/v1/documents", headers=page, files={"file": ("a.txt", "Words.")}).status_code == 421
    with serving(host="0.0.0.0", allowed_hosts="rujuk.lan") as client:  # noqa: S104
        assert client.get("/healthz", headers={"Host": "rujuk"}).status_code == 421


def test_any_name_will_do_where_the_settings_say_so(serving: Serving) -> None:
    with serving(host="0.0.0.0", allowed_hosts="*") as client:  # noqa: S104
        assert client.get("/healthz", headers={"Host": "answers.example.org"}).status_code == 200


def test_names_are_divided_at_commas_and_spaces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RUJUK_ALLOWED_HOSTS", "a.example, b.example c.example")
    assert Settings.load().allowed_hosts == ("a.example", "b.example", "c.example")
