"""Keys: made once, kept as hashes, found by themselves alone, and followed as they change."""

import hmac
import json
import re
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.keys import KeyRing, Scope, add_key, read_keys, revoke_key
from corpus.errors import KeyFileError, KeyRefused


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "library" / "keys.json"


def test_a_key_is_long_and_random_and_is_kept_nowhere(file: Path) -> None:
    one, other = add_key(file, "one", Scope.ASK), add_key(file, "other", Scope.ASK)
    assert one != other
    assert re.fullmatch(r"rujuk_[A-Za-z0-9_-]{43}", one)
    for kept in file.parent.iterdir():
        assert one.removeprefix("rujuk_") not in kept.read_text()
        assert stat.S_IMODE(kept.stat().st_mode) == 0o600


def test_a_token_is_compared_with_every_key_in_constant_time(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tokens = [add_key(file, name, Scope.ASK) for name in ("one", "other", "third")]
    ring, compared = KeyRing(file), list[str]()
    assert ring.find(tokens[0]) is not None

    def find_none(kept: str, digest: str) -> bool:
        compared.append(kept)
        assert len(kept) == len(digest) == 64
        return False

    monkeypatch.setattr(hmac, "compare_digest", find_none)
    assert ring.find(tokens[0]) is None  # nothing else decides
    assert sorted(compared) == sorted(key.sha256 for key in ring.keys() or ())


def test_the_order_of_scopes() -> None:
    covered = {scope: [needed for needed in Scope if scope.covers(needed)] for scope in Scope}
    assert covered == {Scope.ASK: ["ask"], Scope.WRITE: ["ask", "write"], Scope.ADMIN: ["ask", "write", "admin"]}


@settings(max_examples=20)  # each change is written to the disk
@given(st.lists(st.sampled_from("abc"), min_size=1, max_size=6))
def test_what_is_in_the_file_is_what_was_added_and_not_revoked(names: list[str]) -> None:
    with TemporaryDirectory() as folder:
        file = Path(folder) / "keys.json"
        ring = KeyRing(file)
        tokens: dict[str, str] = {}
        for name in names:
            if name in tokens:
                revoked = tokens.pop(name)
                assert revoke_key(file, name) == len(tokens)
                assert ring.find(revoked) is None
            else:
                tokens[name] = add_key(file, name, Scope.ASK)
            for holder, token in tokens.items():
                found = ring.find(token)
                assert found is not None
                assert found.name == holder
            assert [key.name for key in ring.keys() or ()] == list(tokens)
        for wrong in ("", "rujuk_", *(token[:-1] for token in tokens.values()), "\udcff"):
            assert ring.find(wrong) is None


def test_two_commands_at_once_lose_no_key(file: Path) -> None:
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda number: add_key(file, f"key-{number}", Scope.ASK), range(12)))
    assert {key.name for key in read_keys(file) or ()} == {f"key-{number}" for number in range(12)}


@pytest.mark.parametrize(
    ("name", "options", "said"),
    [
        ("", {}, "letters"),
        ("a b", {}, "letters"),
        ("a\nb", {}, "letters"),
        ("a" * 65, {}, "letters"),
        ("web", {"rate": "60"}, "60/minute"),
        ("web", {"rate": "0/minute"}, "60/minute"),
        ("web", {"rate": "60/minutes"}, "60/minute"),
        ("web", {"collections": [""]}, "collection"),
        ("taken", {}, "already"),
    ],
)
def test_what_is_not_well_formed_or_taken_is_refused_and_changes_nothing(
    file: Path, name: str, options: dict[str, Any], said: str
) -> None:
    add_key(file, "taken", Scope.ASK)
    before = file.read_bytes()
    with pytest.raises(KeyRefused, match=said):
        add_key(file, name, Scope.ASK, **options)
    assert file.read_bytes() == before


def test_what_is_not_there_cannot_be_revoked(file: Path) -> None:
    with pytest.raises(KeyRefused, match="there is no key 'web'"):
        revoke_key(file, "web")


def test_no_file_is_no_keys_and_a_file_that_goes_leaves_none(file: Path) -> None:
    ring = KeyRing(file)
    assert ring.keys() is None
    add_key(file, "web", Scope.ASK)
    assert len(ring.keys() or ()) == 1
    file.unlink()
    assert ring.keys() == ()


@pytest.mark.parametrize("damaged", ["", "{", '{"keys": 1}', '{"keys": [{"name": "web"}]}', '{"keys": [], "more": 1}'])
def test_a_damaged_file_is_told_and_not_taken_for_none(file: Path, damaged: str) -> None:
    ring = KeyRing(file)
    token = add_key(file, "web", Scope.ASK)
    whole = file.read_bytes()
    file.write_text(damaged)
    for read in (ring.keys, lambda: ring.find(token), lambda: read_keys(file), lambda: add_key(file, "b", Scope.ASK)):
        with pytest.raises(KeyFileError, match=r"keys\.json"):
            read()
    file.write_bytes(whole)
    assert ring.find(token) is not None


def test_a_folder_in_its_place_is_told(file: Path) -> None:
    file.mkdir(parents=True)
    with pytest.raises(KeyFileError):
        read_keys(file)


def test_the_file_is_readable_by_people(file: Path) -> None:
    add_key(file, "web", Scope.WRITE, collections=["b", "a", "b"], rate="60/minute")
    (entry,) = json.loads(file.read_text())["keys"]
    assert (entry["name"], entry["scope"], entry["collections"], entry["rate"]) == (
        "web",
        "write",
        ["b", "a"],
        "60/minute",
    )
