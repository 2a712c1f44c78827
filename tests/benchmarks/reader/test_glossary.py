"""Words are learnt from sentences that say the same, and put in each other's place."""

import json
import random
from itertools import product
from pathlib import Path

from benchmarks.reader.glossary import Glossary

SENTENCES = tuple(
    (" ".join(english), " ".join(indonesian))
    for english, indonesian in (
        zip(*words, strict=True)
        for words in product(
            (("when", "kapan"), ("why", "mengapa")),
            (("ferry", "feri"), ("market", "pasar"), ("hospital", "rumah sakit")),
            (("leave", "berangkat"), ("open", "buka")),
            (("today", "hari ini"), ("friday", "jumat")),
        )
    )
)


def learn(folder: Path) -> Glossary:
    """Learn from a few sentences, English and Indonesian."""
    for name in ("tico19", "talpco", "massive", "alt_test_vi_km_lo"):
        (folder / f"{name}.jsonl").write_text("", encoding="utf-8")
    lines = [json.dumps({"en": one, "id": other}) for one, other in SENTENCES]
    (folder / "ntrex.jsonl").write_text("\n".join(lines), encoding="utf-8")
    return Glossary(folder, ("en", "id"))


def test_words_that_stand_in_the_same_sentences_are_twins(tmp_path: Path) -> None:
    glossary, chance = learn(tmp_path), random.Random(1)  # noqa: S311 -- no secret
    assert glossary.others("en") == ["id"]
    assert glossary.others("th") == []
    put = glossary.translate("When, Wati, does the ferry leave in 2031?", "en", "id", 1.0, chance)
    assert put == "kapan, Wati, does the feri berangkat in 2031?"
    assert glossary.translate("Kapan feri berangkat?", "id", "en", 1.0, chance) == "when ferry leave?"


def test_a_word_may_be_two_in_the_other_language(tmp_path: Path) -> None:
    glossary, chance = learn(tmp_path), random.Random(1)  # noqa: S311 -- no secret
    assert glossary.translate("a new hospital", "en", "id", 1.0, chance) == "a new rumah sakit"


def test_no_share_changes_nothing(tmp_path: Path) -> None:
    glossary, chance = learn(tmp_path), random.Random(1)  # noqa: S311 -- no secret
    assert glossary.translate("When does it leave?", "en", "id", 0.0, chance) == "When does it leave?"
