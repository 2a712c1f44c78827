"""`rujuk key`: a key is shown once, listed without itself, and revoked."""

import json
from pathlib import Path

import pytest

from api.keys import KeyRing
from tests.api.conftest import Rujuk


def test_a_key_is_made_listed_and_revoked(rujuk: Rujuk, tmp_path: Path) -> None:
    at = ("--library", tmp_path / "shelf", "key")
    added = rujuk(*at, "add", "web", "--collection", "news", "--collection", "rules", "--rate", "60/minute")
    assert (added.code, len(added.lines)) == (0, 1)
    assert "shown this once" in added.err
    assert "it is the first" in added.err
    key = KeyRing(tmp_path / "shelf" / "keys.json").find(added.lines[0])
    assert key is not None
    assert (key.scope, key.collections, key.rate) == ("ask", ("news", "rules"), "60/minute")
    assert "first" not in rujuk(*at, "add", "ops", "--scope", "admin").err
    listed = rujuk(*at, "list")
    assert [line.split("\t")[:4] for line in listed.lines] == [
        ["web", "ask", "news, rules", "60/minute"],
        ["ops", "admin", "all", "any"],
    ]
    entries = json.loads(rujuk(*at, "list", "--json").out)
    assert [list(entry) for entry in entries] == [["name", "scope", "collections", "rate", "created"]] * 2
    assert rujuk(*at, "revoke", "web").out == "revoked: web\n"
    last = rujuk(*at, "revoke", "ops")
    assert "answers nobody" in last.err
    assert rujuk(*at, "list", "--json").out == "[]\n"


def test_what_cannot_be_done_says_why(rujuk: Rujuk, tmp_path: Path) -> None:
    at = ("--library", tmp_path / "shelf", "key")
    assert rujuk(*at, "list").err == "there are no keys\n"
    assert rujuk(*at, "revoke", "web").code == 3
    assert rujuk(*at, "add", "web", "--scope", "all").code == 2
    assert rujuk(*at, "add", "web", "--rate", "often").code == 3
    assert rujuk(*at, "add", "a/b").err.startswith("rujuk: the name of a key must be")
    assert rujuk(*at, "list", "--json").out == "[]\n"


def test_the_file_of_the_keys_may_be_elsewhere(rujuk: Rujuk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RUJUK_KEYS", str(tmp_path / "secret" / "who.json"))
    assert rujuk("--library", tmp_path / "shelf", "key", "add", "web").code == 0
    assert (tmp_path / "secret" / "who.json").exists()
    assert not (tmp_path / "shelf").exists()


def test_a_server_that_everybody_would_reach_is_not_started(rujuk: Rujuk, tmp_path: Path) -> None:
    ended = rujuk("--library", tmp_path / "shelf", "serve", "--host", "0.0.0.0", "--port", "0")  # noqa: S104
    assert (ended.code, ended.out) == (2, "")
    for advice in ("rujuk key add NAME", "RUJUK_READ_ONLY=true", "RUJUK_OPEN=true", "--host"):
        assert advice in ended.err
