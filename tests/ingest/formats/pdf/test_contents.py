import pytest

from ingest.formats.pdf.reader import read
from tests.ingest.formats.pdf.pages import FERRY, column, joined, shown
from tests.ingest.making import Line, pdf

CHAPTERS = [("1 What a berth costs", 3), ("2 When the gate is shut", 7), ("3 Who answers for damage", 12)]


@pytest.mark.parametrize("name", ["Contents", "Daftar Isi", "Kandungan"])
def test_what_names_chapters_by_their_pages_is_left_out(name: str) -> None:
    page: list[Line] = [(60, 780, name, 16, True)]
    for index, (chapter, number) in enumerate(CHAPTERS):
        page += [(60, 740 - 16 * index, chapter), (500, 740 - 16 * index, str(number))]
    blocks = shown(read(pdf([*page, *column(60, 600, FERRY)])))
    assert joined(FERRY) in blocks
    assert not any("berth costs" in block for block in blocks)


def test_dots_that_lead_to_a_page_tell_it_without_a_name() -> None:
    page: list[Line] = [
        (60, 740 - 16 * index, f"{chapter} {'.' * 60} {number}") for index, (chapter, number) in enumerate(CHAPTERS)
    ]
    content = read(pdf([*page, *column(60, 600, FERRY)]))
    assert shown(content) == [joined(FERRY)]
    assert [remark.partition(" (")[0] for remark in content.remarks] == ["left out: table of contents"]


def test_a_list_of_prices_stays() -> None:
    page: list[Line] = [(60, 780, "Prices", 16, True)]
    for index, (what, price) in enumerate([("A berth by day", 3), ("A berth by night", 7), ("Water", 12)]):
        page += [(60, 740 - 16 * index, what), (300, 740 - 16 * index, str(price))]
    assert "Water | 12" in shown(read(pdf(page)))


def test_the_pages_of_a_preface_have_roman_numbers() -> None:
    page: list[Line] = [(60, 780, "Table of contents", 16, True)]
    for index, (chapter, number) in enumerate([("Foreword", "iv"), ("Names and signs", "vi"), *CHAPTERS]):
        page += [(60, 740 - 16 * index, chapter), (500, 740 - 16 * index, str(number))]
    assert not any("Foreword" in block or "berth" in block for block in shown(read(pdf(page))))
