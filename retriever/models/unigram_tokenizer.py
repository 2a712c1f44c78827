"""Text -> token ids by a Unigram vocabulary (SentencePiece's, as of XLM-R and E5), in little memory.

`tokenizers` keeps a vocabulary of 250,000 pieces in 290 MB and builds it in 0.8 s; a dictionary takes 33 MB and 0.15 s.
Normalisation and the split into words remain those of `tokenizers`; only the search for a word's best pieces (Kudo,
"Subword Regularization", 2018: the Viterbi path) is here, and gives the same ids.
"""

import array
import json
import re
from pathlib import Path
from typing import Any

_FILES = ("pieces.json", "scores.f64", "unigram.json", "shell.json")
_REMEMBERED = 10_000  # words whose ids are kept, as `tokenizers` does
_REMEMBERED_LENGTH = 24  # a script without spaces has "words" as long as a paragraph: they do not come twice
_UNKNOWN_PENALTY = 10.0  # below the least score, as in SentencePiece

_WORDS = re.compile(r"\S+")

Laid = tuple[list[int], list[tuple[int, int]]]
"""Token ids, and the [start, end) of each within a word, in code points."""


class Unigram:
    """A Unigram tokenizer. Safe for many threads."""

    def __init__(self, folder: Path) -> None:
        from tokenizers import Tokenizer

        shell = Tokenizer.from_file(str(folder / "shell.json"))
        about = json.loads((folder / "unigram.json").read_bytes())
        pieces = json.loads((folder / "pieces.json").read_bytes())
        self._normalize = shell.normalizer.normalize_str if shell.normalizer else str
        self._split = shell.pre_tokenizer.pre_tokenize_str
        self._ids: dict[str, int] = dict(zip(pieces, range(len(pieces)), strict=True))
        self._spelled: list[str] = pieces
        self._scores = array.array("d", (folder / "scores.f64").read_bytes())
        self._longest: dict[str, int] = about["longest"]
        self._prefix: list[int] = about["prefix"]
        self._suffix: list[int] = about["suffix"]
        self._unknown: int = about["unknown"]
        self._room: int = about["max_tokens"] - len(self._prefix) - len(self._suffix)
        self._unknown_score = min(self._scores) - _UNKNOWN_PENALTY
        # What stands beyond this many characters of one word is cut off anyway. (It could only change how a word that
        # is one short pattern, thousands of times, is cut.)
        self._word_limit = 2 * self._room * max(self._longest.values())
        self._remembered: dict[str, list[int]] = {}
        self._remembered_laid: dict[str, Laid] = {}

    def encode(self, text: str) -> list[int]:
        """Token ids, special tokens included, no more than the model takes."""
        ids: list[int] = []
        for word, _ in self._split(self._normalize(text)):
            ids += self._word(word)
            if len(ids) >= self._room:
                break
        return [*self._prefix, *ids[: self._room], *self._suffix]

    def encode_with_offsets(self, text: str, most: int) -> tuple[list[int], list[tuple[int, int]]]:
        """Token ids without special ones, at most `most`, and each one's [start, end) in the text, in code points.

        The ids are those that `encode` gives. Where a word's normal form cannot be laid over it character by character
        (the word is then rewritten as a whole), its tokens all have the word's place.
        """
        ids: list[int] = []
        places: list[tuple[int, int]] = []
        for found in _WORDS.finditer(text):
            pieces, within = self._laid(found[0])
            start = found.start()
            ids += pieces
            places += [(start + first, start + last) for first, last in within]
            if len(ids) >= most:
                break
        return ids[:most], places[:most]

    def _laid(self, word: str) -> Laid:
        """Give the tokens of one word, and each one's place within it."""
        if len(word) > _REMEMBERED_LENGTH:
            return self._lay(word)
        known = self._remembered_laid.get(word)
        if known is None:
            if len(self._remembered_laid) >= _REMEMBERED:
                self._remembered_laid.clear()
            known = self._remembered_laid[word] = self._lay(word)
        return known

    def _lay(self, word: str) -> Laid:
        normal = self._normalize(word)
        parts = [part for part, _ in self._split(normal)]
        whole = (0, len(word))
        if len(parts) != 1:  # normalising gave spaces, or nothing
            ids = [piece for part in parts for piece in self._word(part)]
            return ids, [whole] * len(ids)
        ids = self._word(parts[0])
        places = self._laid_over(word, normal)
        marked = len(parts[0]) - len(normal)  # the mark of a word's beginning, which stands in no text
        known = [len(self._spelled[each]) if each != self._unknown else -1 for each in ids]
        lengths = _fill(known, len(parts[0]))
        if places is None or lengths is None or marked not in (0, 1):
            return ids, [whole] * len(ids)
        found, at = [], -marked
        for length in lengths:
            first, last = max(at, 0), max(at + length, 0)
            begin = places[first] if first < len(places) else len(word)
            end = places[last] if last < len(places) else len(word)
            found.append((begin, max(end, begin)))
            at += length
        return ids, found

    def _laid_over(self, word: str, normal: str) -> list[int] | None:
        """For each character of the normal form, where in the word it comes from; None where that cannot be told."""
        if len(normal) == len(word):
            return list(range(len(word)))
        places = [place for place, one in enumerate(word) for _ in self._normalize(one)]
        return places if "".join(map(self._normalize, word)) == normal else None

    def _word(self, word: str) -> list[int]:
        if len(word) > _REMEMBERED_LENGTH:
            return self._best(word[: self._word_limit])
        known = self._remembered.get(word)
        if known is None:
            if len(self._remembered) >= _REMEMBERED:
                self._remembered.clear()
            known = self._remembered[word] = self._best(word)
        return known

    def _best(self, word: str) -> list[int]:
        """Find the pieces whose scores have the greatest sum; of equal ones the first found, as `tokenizers` does."""
        ids, scores, longest = self._ids, self._scores, self._longest
        length = len(word)
        best = [0.0] + [float("-inf")] * length
        came_from = [0] * (length + 1)
        last = [self._unknown] * (length + 1)
        for start in range(length):
            base = best[start]
            known = False
            for stop in range(start + 1, min(length, start + longest.get(word[start], 0)) + 1):
                piece = ids.get(word[start:stop])
                if piece is not None:
                    known = known or stop == start + 1
                    score = base + scores[piece]
                    if score > best[stop]:
                        best[stop], came_from[stop], last[stop] = score, start, piece
            if not known and base + self._unknown_score > best[start + 1]:
                best[start + 1], came_from[start + 1], last[start + 1] = (
                    base + self._unknown_score,
                    start,
                    self._unknown,
                )
        return self._path(came_from, last)

    def _path(self, came_from: list[int], last: list[int]) -> list[int]:
        """Walk back from the end; neighbouring unknown characters are one token."""
        path: list[int] = []
        at = len(came_from) - 1
        while at:
            piece = last[at]
            if not (piece == self._unknown and path and path[-1] == piece):
                path.append(piece)
            at = came_from[at]
        return path[::-1]


def _fill(lengths: list[int], total: int) -> list[int] | None:
    """Give the one unknown length (-1) what is left of the total; None where more than one is unknown, or none fits."""
    known = sum(length for length in lengths if length >= 0)
    if lengths.count(-1) > 1 or known > total or (-1 not in lengths and known != total):
        return None
    return [total - known if length < 0 else length for length in lengths]


def write(tokenizer: dict[str, Any], max_tokens: int, prefix: list[int], suffix: list[int], folder: Path) -> bool:
    """Write a Unigram tokenizer's files, given the content of its tokenizer.json; False where it is of another kind.

    `prefix` and `suffix` are the special tokens' ids that stand around a text.
    """
    model = tokenizer["model"]
    usual = model.get("type") == "Unigram" and model.get("unk_id") is not None and not model.get("byte_fallback")
    if not usual or not tokenizer["pre_tokenizer"]:
        return False
    pieces = [piece for piece, _ in model["vocab"]]
    longest: dict[str, int] = {}
    for piece in filter(None, pieces):
        longest[piece[0]] = max(longest.get(piece[0], 0), len(piece))
    about = {"max_tokens": max_tokens, "prefix": prefix, "suffix": suffix, "unknown": model["unk_id"]}
    (folder / "unigram.json").write_text(json.dumps({**about, "longest": longest}), encoding="utf-8")
    (folder / "pieces.json").write_text(json.dumps(pieces, ensure_ascii=False), encoding="utf-8")
    (folder / "scores.f64").write_bytes(array.array("d", [score for _, score in model["vocab"]]).tobytes())
    empty = {"type": "Unigram", "unk_id": 0, "vocab": [["<unk>", 0.0]], "byte_fallback": False}
    shell = {**tokenizer, "model": empty, "added_tokens": [], "post_processor": None}
    shell.update(truncation=None, padding=None, decoder=None)
    (folder / "shell.json").write_text(json.dumps(shell, ensure_ascii=False), encoding="utf-8")
    return True


def remove(folder: Path) -> None:
    """Remove the files that `write` wrote."""
    for name in _FILES:
        (folder / name).unlink(missing_ok=True)
