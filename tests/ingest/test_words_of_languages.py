"""The words of languages stand in their lexicons alone."""

import io
import re
import tokenize
from pathlib import Path

import pytest

import ingest
from corpus.lexicon import lexicons

ROOT = Path(ingest.__file__).parent
READERS = sorted(
    path
    for path in ROOT.rglob("*.py")
    if path.parent.name in {"html", "pdf"} or path.name in {"datelines.py", "questions.py", "sentences.py"}
)
FOREIGN = re.compile(r"[^\W\d_a-zα-ω⁰-₟ᵃ-ᶿʰ-˿¹²³]{3,}", re.IGNORECASE)
"""Three letters in a row that are neither English ones nor those of formulas."""
PLAIN = re.compile(r"[a-z]{5,}")


def strings(path: Path) -> list[str]:
    """The module's string literals, but for its documentation."""
    tokens = list(tokenize.generate_tokens(io.StringIO(path.read_text("utf-8")).readline))
    found, before = [], tokenize.NEWLINE
    for token in tokens:
        starts = before in {tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT}
        if token.type in {tokenize.STRING, getattr(tokenize, "FSTRING_MIDDLE", -1)} and not starts:
            found.append(re.sub(r"\[[^\]]*\]|\\\w", " ", token.string))
        if token.type not in {tokenize.NL, tokenize.COMMENT}:
            before = token.type
    return found


def words() -> dict[str, str]:
    """Plain words of lines beside a page's content, each with its language; those that English has too left out."""
    said = {
        each.code: set(PLAIN.findall(re.sub(r"\\\w", " ", " ".join(sum(each.page_lines.values(), ())))))
        for each in lexicons()
    }
    english = said.pop("en") | {"email", "facebook", "whatsapp", "instagram", "telegram", "youtube", "count", "rights"}
    return {word: code for code, found in said.items() for word in found - english}


@pytest.mark.parametrize("path", READERS, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_word_of_another_language_than_english_stands_in_a_reader(path: Path) -> None:
    known = words()
    for string in strings(path):
        assert not FOREIGN.findall(string), string
        assert not {word: known[word] for word in PLAIN.findall(string.lower()) if word in known}, string


def test_the_words_are_those_of_many_languages() -> None:
    assert {"id", "vi", "tl", "de"} <= set(words().values())
    assert "bagikan" in words()
