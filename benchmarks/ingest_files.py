"""What comes out of a folder of real files: `python -m benchmarks.ingest_files FOLDER` prints a table, a row a file.

Where the folder has a `manifest.jsonl` (`{"file", "must_contain"?, "must_not_contain"?}` a line), its files are read
and each row says how many of the texts that must be kept are kept, and how many of those to be dropped are left.
"""

import argparse
import json
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from corpus.documents import Document
from ingest import Refused, read, walk
from ingest.text import shortened

_COLUMNS = ("file", "came out", "paragraphs", "pages", "headings", "kept", "dropped", "ms")


def kept_and_left(text: str, entry: Mapping[str, Any]) -> tuple[int, int]:
    """How many of the texts to keep stand in the text, and how many of those to drop; white space is one."""
    whole = " ".join(text.split())
    both = (entry.get("must_contain", []), entry.get("must_not_contain", []))
    kept, left = (sum(" ".join(words.split()) in whole for words in texts) for texts in both)
    return kept, left


def _entries(folder: Path) -> Iterator[Mapping[str, Any]]:
    manifest = folder / "manifest.jsonl"
    if manifest.exists():
        yield from map(json.loads, manifest.read_text("utf-8").splitlines())
    else:
        yield from ({"file": str(path.relative_to(folder))} for path, _ in walk([folder]))


def _rows(folder: Path, totals: Counter[str]) -> Iterator[tuple[str, ...]]:
    for entry in sorted(_entries(folder), key=lambda entry: str(entry["file"]).rpartition(".")[2]):
        start = time.perf_counter()
        items = list(read(folder / entry["file"]))
        milliseconds = f"{1000 * (time.perf_counter() - start):.0f}"
        documents = [item for item in items if isinstance(item, Document)]
        refusals = [item for item in items if isinstance(item, Refused)]
        paragraphs = [paragraph for document in documents for paragraph in document.paragraphs]
        keep, drop = len(entry.get("must_contain", [])), len(entry.get("must_not_contain", []))
        kept, left = kept_and_left("\n".join(document.text for document in documents), entry)
        totals.update(files=1, documents=len(documents), refused=len(refusals))
        totals.update(keep=keep, drop=drop, kept=kept, left=left)
        yield (
            Path(entry["file"]).name,
            documents[0].language or "?" if documents else f"refused: {shortened(refusals[0].reason, 80)}",
            str(len(paragraphs)) if documents else "",
            str(len({paragraph.page for paragraph in paragraphs} - {None}) or ""),
            str(len({paragraph.headings for paragraph in paragraphs if paragraph.headings}) or ""),
            f"{kept}/{keep}" if keep else "",
            f"{drop - left}/{drop}" if drop else "",
            milliseconds,
        )


def _main() -> None:
    parser = argparse.ArgumentParser(description="what comes out of a folder of real files")
    parser.add_argument("folder", type=Path)
    totals: Counter[str] = Counter()
    print("| " + " | ".join(_COLUMNS) + " |\n|" + "---|" * len(_COLUMNS))
    for row in _rows(parser.parse_args().folder, totals):
        print("| " + " | ".join(row) + " |", flush=True)
    print(f"\n{totals['files']} files: {totals['documents']} documents, {totals['refused']} refused")
    if totals["keep"] or totals["drop"]:
        print(f"kept {totals['kept']} of {totals['keep']} that must be, left {totals['left']} of {totals['drop']}")


if __name__ == "__main__":
    _main()
