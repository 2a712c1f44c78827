from pathlib import Path

import pytest

from corpus.identifier import identifier

LANGUAGES = ("en", "id", "ms", "vi", "fr", "none-such")
TEXTS = (
    "Where does the ferry leave from in the morning?",
    "Di mana feri berangkat pada pagi hari?",
    "Phà khởi hành từ đâu vào buổi sáng?",
    "D’où part le bac le matin ?",
    "",
    "12345",
)


@pytest.fixture(scope="module")
def expected() -> list[list[tuple[str, float]]]:
    made = identifier(LANGUAGES, None)
    return [made.rank(text) for text in TEXTS]


def _kept(folder: Path) -> Path:
    (place,) = (folder / "languages").iterdir()
    return place


def test_what_is_kept_tells_the_same(tmp_path: Path, expected: list[list[tuple[str, float]]]) -> None:
    for _ in range(2):  # made, then opened
        found = identifier(LANGUAGES, tmp_path)
        assert [found.rank(text) for text in TEXTS] == expected
    assert {code for code, _ in expected[0]} == set(LANGUAGES) - {"none-such"}
    assert _kept(tmp_path).is_dir()


@pytest.mark.parametrize("damage", ["flipped", "truncated", "missing", "no manifest"])
def test_what_is_damaged_is_made_again(damage: str, tmp_path: Path, expected: list[list[tuple[str, float]]]) -> None:
    identifier(LANGUAGES, tmp_path)
    moves = _kept(tmp_path) / "moves"
    whole = moves.read_bytes()
    if damage == "flipped":
        moves.write_bytes(whole[:5000] + bytes([whole[5000] ^ 1]) + whole[5001:])
    elif damage == "truncated":
        moves.write_bytes(whole[:-4])
    elif damage == "missing":
        moves.unlink()
    else:
        (_kept(tmp_path) / "manifest.json").write_text("{}")
    found = identifier(LANGUAGES, tmp_path)
    assert [found.rank(text) for text in TEXTS] == expected
    assert moves.read_bytes() == whole


def test_other_languages_are_kept_apart(tmp_path: Path) -> None:
    identifier(("en", "fr"), tmp_path)
    assert {code for code, _ in identifier(("en", "vi"), tmp_path).rank(TEXTS[0])} == {"en", "vi"}


def test_where_nothing_can_be_kept_it_works_all_the_same(
    tmp_path: Path, expected: list[list[tuple[str, float]]]
) -> None:
    (tmp_path / "file").write_text("no folder")
    assert identifier(LANGUAGES, tmp_path / "file").rank(TEXTS[0]) == expected[0]
