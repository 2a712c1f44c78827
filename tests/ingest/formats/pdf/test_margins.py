from ingest.formats.pdf.reader import read
from tests.ingest.formats.pdf.pages import FERRY, SCHOOL, column, joined, shown
from tests.ingest.making import Line, pdf, raw_pdf


def test_numbers_of_lines_are_no_part_of_them() -> None:
    lines = (FERRY + SCHOOL).replace("\n\n", "\n").strip().splitlines()
    page: list[Line] = []
    for index, line in enumerate(lines):
        page += [(40, 700 - 24 * index, str(index + 1)), (70, 700 - 24 * index, line)]
    content = read(pdf(page))
    assert joined(" ".join(shown(content))) == joined(FERRY + SCHOOL)
    assert content.remarks == ("left out: line numbers (15 characters)",)


def test_numbers_of_every_fifth_line_are_no_part_of_them() -> None:
    lines = [line for _ in range(3) for line in (FERRY + SCHOOL).split("\n") if line]
    page: list[Line] = []
    for index, line in enumerate(lines[:22], start=1):
        page += [(70, 760 - 13 * index, line)] + ([(40, 760 - 13 * index, f"{index}")] if index % 5 == 0 else [])
    assert joined(" ".join(shown(read(pdf(page))))) == joined(" ".join(lines[:22]))


def test_numbers_of_a_list_stay() -> None:
    items = ["Boats from the mainland", "Boats from the islands", "Rafts", "Canoes", "Ships of the navy"]
    page = [(60, 700 - 20 * index, f"{index + 1} {item}") for index, item in enumerate(items)]
    assert "3 Rafts" in " ".join(shown(read(pdf(page))))


def test_a_large_first_letter_begins_its_word() -> None:
    first, second, *rest = FERRY.strip().splitlines()
    page: list[Line] = [
        (60, 780, "QUAY NEWS", 16, True),
        (60, 687, first[0], 36),
        (84, 700, first[1:]),
        (84, 687, second),
    ]
    page += [(60, 674 - 13 * index, line) for index, line in enumerate(rest)]
    content = read(pdf(page))
    assert shown(content) == ["#QUAY NEWS", joined(FERRY)]
    assert content.title == "QUAY NEWS"


def test_a_watermark_over_the_text_is_no_part_of_it() -> None:
    pages = [[*column(60, 700, text), (70, 668, "DRAFT", 60)] for text in (FERRY, SCHOOL)]
    assert shown(read(pdf(*pages))) == [joined(FERRY), "DRAFT", joined(SCHOOL)]


def test_a_watermark_aslant_is_no_part_of_the_text() -> None:
    lines = b"".join(
        b"BT /F 10 Tf %d %d Td (%s) Tj ET\n" % (x, y, words.encode()) for x, y, words in column(60, 700, FERRY)
    )
    mark = b"BT /F 60 Tf .7 .7 -.7 .7 60 620 Tm (DO NOT COPY) Tj ET\n"
    assert shown(read(raw_pdf([mark + lines]))) == [joined(FERRY), "DO NOT COPY"]
