"""What a request needs, what a key reaches, and to whom a service is open."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from api.access import describe_opening, is_loopback, narrow_collections, required_scope, without_keys
from api.keys import Key, Scope
from api.problems import Refused
from api.settings import Settings
from corpus.errors import SettingRefused

NAMES = st.sets(st.sampled_from("abcd")).map(frozenset)
KEY = Key(name="web", scope=Scope.ASK, created="2026-01-01T00:00:00+00:00", sha256="0" * 64)


def test_each_route_needs_the_scope_that_its_work_asks_for(client: TestClient) -> None:
    needed = {
        f"{method.upper()} {path}": required_scope(method.upper(), path)
        for path, methods in client.get("/openapi.json").json()["paths"].items()
        for method in methods
    }
    none = {route for route, scope in needed.items() if scope is None}
    assert none == {"GET /healthz", "GET /readyz"}
    assert {route for route, scope in needed.items() if scope is Scope.ADMIN} == {"GET /metrics"}
    write = {route for route, scope in needed.items() if scope is Scope.WRITE}
    assert write == {"POST /v1/documents", "DELETE /v1/documents/{id}"}


@pytest.mark.parametrize("path", ["/v1/secret", "/assets", "/assetsx/a", "/healthz/", "//", "/V1/ASK", "/embed.js/x"])
def test_a_path_that_nobody_named_needs_a_key(path: str) -> None:
    assert required_scope("GET", path) is Scope.ASK
    assert required_scope("POST", path) is Scope.WRITE


@given(asked=st.none() | NAMES, reached=st.none() | NAMES)
def test_what_is_narrowed_is_asked_for_and_reached(
    asked: frozenset[str] | None, reached: frozenset[str] | None
) -> None:
    if asked is not None and reached is not None and not asked <= reached:
        with pytest.raises(Refused, match="does not reach the collection") as refused:
            narrow_collections(asked, reached)
        assert refused.value.status_code == 403
    else:
        narrowed = narrow_collections(asked, reached)
        everything = frozenset("abcd")
        shown = everything if narrowed is None else narrowed
        assert shown == (everything if asked is None else asked) & (everything if reached is None else reached)


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "::1", "localhost", "shelf.localhost"])
def test_a_machines_own_address_is_open_to_it(host: str) -> None:
    assert is_loopback(host)
    settings = Settings.load(host=host)
    assert without_keys(settings) is not None
    assert describe_opening(settings, None) is None


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "10.0.0.7", "example.org", "localhost.example.org", "127.0.0.1.a"])  # noqa: S104
def test_others_are_let_in_where_somebody_says_so(host: str) -> None:
    assert not is_loopback(host)
    settings = Settings.load(host=host)
    assert without_keys(settings) is None
    for keys in (None, ()):
        with pytest.raises(SettingRefused, match=r"rujuk key add .*RUJUK_READ_ONLY=true .*RUJUK_OPEN=true"):
            describe_opening(settings, keys)
    assert describe_opening(settings, (KEY,)) == "it answers one key alone"
    for said in (Settings.load(host=host, open=True), Settings.load(host=host, read_only=True)):
        everybody = without_keys(said)
        assert everybody is not None
        assert everybody.scope is Scope.WRITE  # no measurements
        assert f"whoever reaches {host}" in str(describe_opening(said, None))


@pytest.mark.parametrize("settings", [{}, {"open": True}])
def test_a_service_whose_last_key_was_revoked_says_so(settings: dict[str, Any]) -> None:
    assert "answers nobody" in str(describe_opening(Settings.load(**settings), ()))
