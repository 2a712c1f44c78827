"""Real files of others, where they are at hand: read to what must be kept, or refused."""

import json
from pathlib import Path
from typing import Any

import pytest

from benchmarks.ingest_files import kept_and_left
from corpus.documents import Document
from ingest import Refused, read
from tests.ingest.laws import assert_laws

FOLDER = Path(__file__).parents[3] / "shared" / "data" / "ingest_files"
pytestmark = pytest.mark.skipif(not FOLDER.exists(), reason="the shared data is not here")

MANIFEST: list[dict[str, Any]] = (
    [json.loads(line) for line in (FOLDER / "manifest.jsonl").read_text("utf-8").splitlines()]
    if FOLDER.exists()
    else []
)
READABLE = {"csv", "docx", "eml", "epub", "html", "md", "msg", "odt", "pdf", "pptx", "rtf", "txt", "vtt", "xlsx"}
PAGED = {"pdf", "pptx"}
REFUSED = {
    "docling__2206.01062_pg3.pdf": "password",
    "markitdown__MEDRPT-2024-PAT-3847_medical_report_scan.pdf": "OCR",
    "docling__elife-56337.txt": "XML",
}
WORDS = {
    "docling__Strict.docx": ["Some text"],
    "docling__textbox.docx": ["Student falls ill", "If a caregiver suspects", "Case closed."],
    "docling__right_to_left_01.pdf": ["تحسين الإنتاجية وحل المشكلات", "R و Python من الأدوات"],
    "docling__normal_4pages.pdf": ["감염병예방법", "돌입하였음을 선언하였다."],
    "sample-files__minimal-document.pdf": ["no sea takimata sanctus"],
    "financebench__EBAY_2023Q1_8K.pdf": ["letting approximately 500 employees globally know"],
    "trafilatura__utf8.html": ["สิบสองกษัตริย์ก่อนหน้าแลถัดไป"],
    "docling__text_document_01.odt": ["1. numbered list 1", "X² + Y2 = Z"],
    "markitdown__test.rtf": ["This is a Sample RTF File It is included to test"],
    "docling__msg_simple.msg": ["Hello Bob, This is a simple email body."],
    "docling__epub_purvis_poetry.epub": ["By Sarah Louisa Forten Purvis."],
    "readability__hukumusume.html": ["肉をくわえたイヌが、橋を渡っていました。"],
}


def name(entry: dict[str, Any]) -> str:
    return Path(entry["file"]).name


@pytest.mark.parametrize("entry", MANIFEST, ids=map(name, MANIFEST))
def test_every_file_is_a_lawful_document_or_refused_with_what_to_do(entry: dict[str, Any]) -> None:
    (item,) = read(FOLDER / entry["file"])
    if entry["format"] in READABLE and name(entry) not in REFUSED:
        assert isinstance(item, Document), item
        assert_laws(item)
        assert all(words in " ".join(item.text.split()) for words in WORDS.get(name(entry), []))
        assert all((paragraph.page is not None) == (entry["format"] in PAGED) for paragraph in item.paragraphs)
    else:
        assert isinstance(item, Refused)
        assert REFUSED.get(name(entry), "; ") in item.reason


def test_what_must_be_kept_is_and_what_must_be_dropped_is_not() -> None:
    kept = wanted = left = unwanted = 0
    for entry in MANIFEST:
        if "must_contain" in entry:
            (item,) = read(FOLDER / entry["file"])
            text = item.text if isinstance(item, Document) else ""
            kept += kept_and_left(text, entry)[0]
            left += kept_and_left(text, entry)[1]
            wanted += len(entry["must_contain"])
            unwanted += len(entry["must_not_contain"])
    assert kept >= 0.95 * wanted
    assert left <= 0.10 * unwanted
