"""Whom the service answers, by the name that it is asked by."""

import pytest

from api.settings import Settings
from tests.conftest import Serving


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
