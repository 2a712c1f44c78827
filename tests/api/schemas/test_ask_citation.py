from dataclasses import replace
from typing import Any

import pytest

from api.commands.ask import _where
from api.schemas import examples
from api.schemas.ask import Citation
from corpus.documents import DocumentRecord, Span
from retriever.answers import Passage, Quote

RECORD = DocumentRecord(
    *(1, "report", "Report", "application/pdf", None, None, "en", "default", "0" * 64, "0" * 32, 20, 1),
    *("2026-01-31T09:30:00.000+00:00", 1),
    {},
)
PASSAGE = Passage(
    *(1, 0.9, 0.9, {"dense": 0.5, "sentence": 0.5, "lexical": 1.0}, "Ten baht a day.", Span(0, 15), RECORD, 1, (), 3),
    Quote("Ten baht a day.", Span(0, 15), "", ""),
)


@pytest.mark.parametrize(
    ("metadata", "text", "unsure"),
    [
        ({}, "Ten baht a day.", False),
        ({"unsure_pages": "2, 3"}, "Ten baht a day.", True),
        ({"unsure_pages": "13, 30"}, "Ten baht a day.", False),
        ({}, "Ten b\ufffdht a day.", True),
    ],
)
def test_a_page_that_could_not_be_read_for_certain_is_said_with_its_quote(
    metadata: dict[str, Any], text: str, unsure: bool
) -> None:
    passage = replace(PASSAGE, text=text, document=replace(RECORD, metadata=metadata))
    assert Citation.of(passage).unsure is unsure
    assert ("not all of it could be read for certain" in _where(Citation.of(passage)).plain) is unsure


def test_the_cells_of_a_spreadsheet_are_said_with_the_quote() -> None:
    citation = Citation.of(replace(PASSAGE, page=None, quote=replace(PASSAGE.quote, cells="Fees!A2:B2")))
    assert citation.quote.cells == "Fees!A2:B2"
    assert _where(citation).plain == "Report, paragraph 1, Fees!A2:B2"
    assert "!" not in _where(Citation.model_validate(examples.CITATION)).plain
