"""The documents written for training, read from their files."""

from pathlib import Path

import pytest

from benchmarks.reader.pool import WRITTEN, read_written

NOTICE = """=== en | Ferry notice
The ferry leaves at nine.

Bring:
- a ticket
- a coat
- a cup
---
en + | when | When does it leave? | nine
id + | list | Apa yang harus dibawa? | a ticket ... a cup
en - | who | Who is the captain? |
"""


def test_an_answer_may_be_all_from_its_first_words_to_its_last(tmp_path: Path) -> None:
    file = tmp_path / "notice.txt"
    file.write_text(NOTICE, encoding="utf-8")
    (document,) = read_written(file)
    when, what, who = document["questions"]
    said = [document["text"][slice(*each["spans"][0])] for each in (when, what)]
    assert said == ["nine", "a ticket\n- a coat\n- a cup"]
    assert (who["spans"], who["answerable"]) == ([], False)
    assert [each["lang"] for each in (when, what, who)] == ["en", "id", "en"]


@pytest.mark.parametrize(("right", "wrong"), [("| nine", "| ten"), ("| nine", "|"), ("captain? |", "captain? | nine")])
def test_an_answer_that_does_not_stand_in_the_text_is_refused(tmp_path: Path, right: str, wrong: str) -> None:
    file = tmp_path / "notice.txt"
    file.write_text(NOTICE.replace(right, wrong), encoding="utf-8")
    with pytest.raises(ValueError, match="has no answer in its text, or one too many"):
        list(read_written(file))


@pytest.mark.parametrize("file", sorted(WRITTEN.glob("*.txt")), ids=lambda file: str(file.stem))
def test_every_written_document_can_be_read(file: Path) -> None:
    assert all(document["questions"] for document in read_written(file))
