"""The library of a set is that of its corpus as it is now."""

import json
from pathlib import Path

from benchmarks.datasets import retriever_over
from retriever.models import Embedder


def test_what_changed_in_the_corpus_or_left_it_does_so_in_its_library(tmp_path: Path, embedder: Embedder) -> None:
    def held(**texts: str) -> dict[str, str]:
        corpus = tmp_path / "set" / "corpus.jsonl"
        corpus.parent.mkdir(exist_ok=True)
        corpus.write_text("\n".join(json.dumps({"id": key, "title": key, "text": text}) for key, text in texts.items()))
        library = retriever_over(corpus, tmp_path / "work", embedder).library
        found = {record.id: library.text(record.id) for record in library.documents()}
        library.close()
        return found

    assert held(a="The ferry leaves.", b="Rice grows.") == {"a": "The ferry leaves.", "b": "Rice grows."}
    assert held(b="Rice is planted.", c="A ticket.") == {"b": "Rice is planted.", "c": "A ticket."}
