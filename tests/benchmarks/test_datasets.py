"""The library of a set is that of its corpus as it is now."""

import json
from pathlib import Path

from benchmarks.datasets import library_of, retriever_over
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


def test_several_corpora_make_one_library_that_is_gone_on_with(tmp_path: Path, embedder: Embedder) -> None:
    sets = [tmp_path / name for name in ("one", "other")]
    for folder, text in zip(sets, ("The ferry leaves.", "Rice grows."), strict=True):
        folder.mkdir()
        (folder / "corpus.jsonl").write_text(json.dumps({"id": "a", "title": "a", "text": text}))
    for wanted, seconds in (({"one/a"}, 60), ({"one/a"}, 0), ({"one/a", "other/a"}, 60)):
        library = library_of(sets[: len(wanted)], tmp_path / "library", embedder, seconds)
        assert {record.id for record in library.documents()} == wanted
        library.close()
