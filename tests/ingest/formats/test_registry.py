import inspect

import pytest

from ingest.formats.registry import FORMATS, Format, by_extension, by_name, extensions, titles


@pytest.mark.parametrize("row", FORMATS, ids=lambda row: row.name)
def test_every_row_names_a_reader_that_takes_what_it_says(row: Format) -> None:
    parameters = list(inspect.signature(row.load()).parameters)
    assert (
        parameters
        == {
            "bytes": ["data"],
            "text": ["text"],
            "lines": ["file", "source", "detect", "parse"],
            "members": ["data"],
        }[row.takes]
    )
    assert by_name(row.name) is row
    assert all(by_extension(extension) is row for extension in row.extensions)


def test_an_unknown_name_is_a_fault() -> None:
    with pytest.raises(KeyError):
        by_name("nonsense")
    assert by_extension(".nonsense") is None


def test_what_is_read_is_listed_for_people_and_for_programs() -> None:
    assert titles() == (
        "PDF, Word (.docx), HTML, Markdown, plain text, Excel (.xlsx), PowerPoint (.pptx), OpenDocument (.odt), "
        "RTF, books (.epub), tables (.csv), subtitles (.vtt, .srt), messages (.eml), "
        "Outlook messages (.msg), JSON lines (.jsonl) and ZIP archives of these (.zip)"
    )
    assert {".pdf", ".docx", ".htm", ".md", ".txt", ".jsonl"} < set(extensions())
    assert "" not in extensions()
