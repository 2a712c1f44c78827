import pytest

from ingest.formats.pdf.reader import read
from tests.ingest.formats.pdf.pages import shown
from tests.ingest.making import raw_pdf

WORDS = b"BT /F 10 Tf 50 700 Td (The fee is 500 baht) Tj ET BT /F 10 Tf 140 700 Td (350 baht a day.) Tj ET "


def test_words_that_a_line_runs_through_are_left_out_and_said() -> None:
    made = read(raw_pdf([WORDS + b"0.5 w 97 703 m 136 703 l S"]))
    assert (shown(made), made.remarks) == (["The fee is 350 baht a day."], ("left out: struck text (7 characters)",))


@pytest.mark.parametrize(
    "line",
    [b"97 698.5 m 136 698.5 l S", b"97 711 m 136 711 l S", b"20 703 m 400 703 l S", b"97 690 m 97 710 l S"],
)
def test_lines_under_over_and_beyond_words_strike_nothing(line: bytes) -> None:
    made = read(raw_pdf([WORDS + b"0.5 w " + line]))
    assert (shown(made), made.remarks) == (["The fee is 500 baht 350 baht a day."], ())
