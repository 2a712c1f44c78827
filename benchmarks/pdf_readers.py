"""How PDF libraries read difficult files, beside Rujuk: `python -m benchmarks.pdf_readers FOLDER` prints a table.

FOLDER holds `cases.jsonl` (`{"id", "files", "checks": [{"text"?, "no_text"?, "file"}]}` a line) and the files it names.
A check holds where each string of `text`, and none of `no_text`, stands within one paragraph. Libraries that are not
installed are left out; none of them is needed otherwise: pip install docling-parse kreuzberg liteparse pdf-inspector
pdf-oxide pdfplumber pdftext playa-pdf pypdf.
"""

import argparse
import json
import re
import time
from collections.abc import Callable, Mapping
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

Reader = Callable[[Path], str]


def _rujuk(path: Path) -> str:
    return str(import_module("ingest.formats.pdf.reader").read(path.read_bytes()).text)


def _docling(path: Path) -> str:
    unit = import_module("docling_core.types.doc.page").TextCellUnit.LINE
    document = import_module("docling_parse.pdf_parser").DoclingPdfParser(loglevel="fatal").load(str(path))
    return "\n\n".join(
        "\n".join(cell.text for cell in page.iterate_cells(unit_type=unit)) for _, page in document.iterate_pages()
    )


def _pdf_oxide(path: Path) -> str:
    document = import_module("pdf_oxide").PdfDocument(str(path))
    return "\n\n".join(document.to_markdown(index) for index in range(document.page_count()))


def _pdfplumber(path: Path) -> str:
    with import_module("pdfplumber").open(path) as document:
        return "\n\n".join(page.extract_text() or "" for page in document.pages)


def _pypdf(path: Path) -> str:
    return "\n\n".join(page.extract_text() for page in import_module("pypdf").PdfReader(path).pages)


def _playa(path: Path) -> str:
    with import_module("playa").open(path) as document:
        return "\n\n".join(page.extract_text() for page in document.pages)


def _pdftext(path: Path) -> str:
    output = import_module("pdftext.extraction").plain_text_output
    return str(output(str(path), sort=True, hyphens=False))


READERS: Mapping[str, tuple[str, Reader]] = {
    "Rujuk": ("pypdfium2", _rujuk),
    "pdf-inspector": (
        "pdf_inspector",
        lambda path: str(import_module("pdf_inspector").process_pdf(str(path)).markdown or ""),
    ),
    "docling-parse": ("docling_parse", _docling),
    "pdftext": ("pdftext", _pdftext),
    "pdf_oxide": ("pdf_oxide", _pdf_oxide),
    "kreuzberg": ("kreuzberg", lambda path: str(import_module("kreuzberg").extract_file_sync(str(path)).content)),
    "liteparse": (
        "liteparse",
        lambda path: str(import_module("liteparse").LiteParse(ocr_enabled=False).parse(str(path)).text),
    ),
    "pypdf": ("pypdf", _pypdf),
    "playa": ("playa", _playa),
    "pdfplumber": ("pdfplumber", _pdfplumber),
    "pdfminer.six": ("pdfminer", lambda path: str(import_module("pdfminer.high_level").extract_text(path))),
}
"""Name -> the module that it needs, and what reads a file."""


def holds(check: Mapping[str, Any], text: str) -> bool:
    """Whether the check holds of the text; one of several suffices under `any`."""
    if "any" in check:
        return any(holds(each, text) for each in check["any"])
    paragraphs = [" ".join(paragraph.split()) for paragraph in re.split(r"\n\s*\n", text)]
    wanted = all(any(words in paragraph for paragraph in paragraphs) for words in check.get("text", ()))
    return (
        bool(text)
        and wanted
        and not any(words in paragraph for words in check.get("no_text", ()) for paragraph in paragraphs)
    )


def _cases(folder: Path) -> dict[str, list[Mapping[str, Any]]]:
    """The checks of text of each case of PDFs."""
    found: dict[str, list[Mapping[str, Any]]] = {}
    for line in (folder / "cases.jsonl").read_text("utf-8").splitlines():
        case = json.loads(line)
        checks = [check for check in case["checks"] if {"text", "no_text", "any"} & set(check)]
        if checks and all(file.endswith(".pdf") for file in case["files"]):
            found[case["id"]] = checks
    return found


def _file(check: Mapping[str, Any]) -> str:
    return str(check["file"] if "file" in check else check["any"][0]["file"])


def measure(reader: Reader, folder: Path, cases: Mapping[str, list[Mapping[str, Any]]]) -> tuple[dict[str, int], float]:
    """How many checks of each case hold, and the seconds that reading took."""
    texts: dict[str, str] = {}
    start = time.perf_counter()
    for file in dict.fromkeys(_file(check) for checks in cases.values() for check in checks):
        try:
            texts[file] = reader(folder / file)
        except Exception as error:  # noqa: BLE001 - whatever a library fails with counts as nothing read
            texts[file] = ""
            print(f"{file}: {type(error).__name__}: {error}")
    seconds = time.perf_counter() - start
    return {name: sum(holds(check, texts[_file(check)]) for check in checks) for name, checks in cases.items()}, seconds


def _main() -> None:
    parser = argparse.ArgumentParser(description="how PDF libraries read difficult files")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--reader", nargs="+", choices=READERS, default=list(READERS))
    options = parser.parse_args()
    cases = _cases(options.folder)
    rows = []
    for name in options.reader:
        module, reader = READERS[name]
        if find_spec(module) is None:
            continue
        held, seconds = measure(reader, options.folder, cases)
        cells = ["✓" if held[case] == len(checks) else f"{held[case]}" for case, checks in cases.items()]
        rows.append([name, f"{sum(held.values())}", f"{seconds:.2f}", *cells])
    print("| " + " | ".join(["reader", f"of {sum(map(len, cases.values()))}", "s", *cases]) + " |")
    print("|" + "---|" * (len(cases) + 3))
    for row in rows:
        print("| " + " | ".join(row) + " |")


if __name__ == "__main__":
    _main()
