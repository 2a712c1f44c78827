"""What runs over the pages of a PDF is left out, and what only looks so stays."""

from collections.abc import Sequence

from ingest.formats.pdf.headers_footers import without_running
from ingest.formats.pdf.text_runs import Piece

TEXT = (
    "The harbour office",
    "began to sell tickets",
    "on board in March",
    "and the queues",
    "at the gate",
    "have gone.",
)


def piece(text: str, base: float) -> Piece:
    return Piece(text, 60, 60 + 5 * len(text), base, 10, bold=False)


def page(number: int, header: str = "", footer: str = "", words: Sequence[str] = TEXT) -> list[Piece]:
    """A page with its header and footer well apart from its text, which differs from page to page."""
    made = [piece(f"{line} {'abcdefghij'[number]}", 150 + 14 * place) for place, line in enumerate(words)]
    return [piece(header, 40)] * bool(header) + made + [piece(footer, 800)] * bool(footer)


def left(*pages: list[Piece]) -> list[str]:
    """What is left at the edges of the pages besides their text."""
    return [
        each.text
        for found in without_running(pages)
        for each in found
        if not any(each.text.startswith(line) for line in TEXT)
    ]


def test_a_header_and_the_numbers_of_the_pages_run() -> None:
    assert left(*(page(n, "Quay News", f"Page {n} of 3") for n in (1, 2, 3))) == []


def test_a_number_that_counts_with_the_pages_runs_whatever_stands_beside_it() -> None:
    titles = ["Fees", "Boats", "Piers"]
    assert left(*(page(n, f"{titles[n - 1]} {n + 20}") for n in (1, 2, 3))) == []


def test_rows_whose_numbers_do_not_count_stay() -> None:
    rows = [page(n, f"Table {count}") for n, count in ((1, 4), (2, 9), (3, 5))]
    assert left(*rows) == ["Table 4", "Table 9", "Table 5"]


def test_rows_in_different_places_do_not_run() -> None:
    lower = [piece("Quay News", 60), *page(2)]
    assert left(page(1, "Quay News"), lower) == ["Quay News", "Quay News"]


def test_two_pages_are_enough_of_a_few_and_not_of_many() -> None:
    few = [page(n, "Quay News" if n < 3 else "") for n in range(1, 5)]
    many = [page(n, "Quay News" if n < 3 else "") for n in range(1, 9)]
    assert left(*few) == []
    assert left(*many) == ["Quay News", "Quay News"]


def test_a_row_that_no_gap_parts_from_the_text_stays() -> None:
    def close(number: int) -> list[Piece]:
        return [piece("Quay News", 60)] + [piece(f"{line} {number}", 72 + 12 * at) for at, line in enumerate(TEXT * 9)]

    assert left(close(1), close(2)) == ["Quay News", "Quay News"]


def test_a_page_never_loses_all() -> None:
    alone = [piece("Quay News", 40)]
    found = without_running([alone, alone, page(3)])
    assert [[each.text for each in pieces] for pieces in found[:2]] == [["Quay News"], ["Quay News"]]


def test_a_page_s_own_number_alone_goes_and_another_stays() -> None:
    assert left(page(1, footer="- 1 -")) == []
    assert left(page(1, footer="halaman 1")) == []
    assert left(page(1, footer="7")) == ["7"]


def test_a_sign_for_a_number_is_none() -> None:
    rows = [page(1, "Berth # 5"), page(2, "Berth 4 5")]
    assert left(*rows) == ["Berth # 5", "Berth 4 5"]


def test_no_pages_and_empty_ones_are_taken() -> None:
    assert without_running([]) == []
    assert without_running([[], []]) == [[], []]
