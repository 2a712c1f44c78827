import pytest

from ingest.formats.pdf.joining import joining


@pytest.mark.parametrize(
    ("before", "after", "whole"),
    [
        ("for sustain-", "able practices", "for sustainable practices"),
        ("in the re-", "gion of", "in the region of"),
        ("a state-", "owned bank", "a state-owned bank"),
        ("the cross-", "border trade", "the cross-border trade"),
        ("sells e-", "books too", "sells e-books too"),
        ("of COVID-", "19 the office", "of COVID-19 the office"),
        ("the year 2024-", "25 it lent", "the year 2024-25 it lent"),
        ("Mr Smith-", "Jones signs", "Mr Smith-Jones signs"),
        ("dan anak-", "anak itu", "dan anak-anak itu"),
        ("bagi pem-", "bangunan desa", "bagi pembangunan desa"),
    ],
)
def test_a_hyphen_at_a_lines_end_goes_where_it_only_breaks_the_word(before: str, after: str, whole: str) -> None:
    lines = [(before, False), (after, False)]
    assert joining(lines).joined(lines)[0] == whole


def test_a_word_as_it_stands_elsewhere_tells() -> None:
    seen = [("the photo-voltaic cells", False)]
    lines = [("many photo-", False), ("voltaic cells", False)]
    assert joining([*seen, *lines]).joined(lines)[0] == "many photo-voltaic cells"


def test_a_figure_at_a_lines_end_stands_apart_as_it_does_within_a_line() -> None:
    for figure in ("๒๕๖๘", "2568"):
        lines = [(f"รายในปี {figure}", False), ("และจะซ่อม", False), ("ท่าเรือ", False)]
        assert joining(lines).joined(lines)[0] == f"รายในปี {figure} และจะซ่อมท่าเรือ"


def test_the_language_of_the_file_is_looked_up_too() -> None:
    lines = [("für die Wirt-", False), ("schaft des Landes", False)]
    assert joining(lines, "de-DE").joined(lines)[0] == "für die Wirtschaft des Landes"
