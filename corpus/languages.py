"""Detect the language of a text: by its script or by py3langid, among the languages that have a lexicon."""

import contextlib
import json
import mmap
import re
import shutil
import tempfile
import threading
import zlib
from bisect import bisect
from collections import Counter
from collections.abc import Callable, Collection, Mapping
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from corpus.lexicon import lexicon, lexicons

Detect = Callable[[str], str | None]
"""Tells the language of a text, as `detect` does."""

SAMPLE: Final = 2000
"""Code points of a text that are looked at."""

_MIN_LETTERS: Final = 8
_MIN_PROBABILITY: Final = 0.4
_MIN_SHARE: Final = 0.2
"""Share of the letters that a script other than Latin needs: texts in it are full of Latin names and terms."""
_MALAY_ODDS: Final = 1.5
"""How many times likelier than Indonesian py3langid must find Malay: it leans to Malay where no own word stands."""
_MIN_SUNDANESE: Final = 0.1
"""Share of the words that must be Sundanese: py3langid knows none and calls it Javanese."""

_BLOCKS: Final = (
    (0x0041, 0x024F, "Latn"),
    (0x0370, 0x03FF, "Grek"),
    (0x0400, 0x04FF, "Cyrl"),
    (0x0530, 0x058F, "Armn"),
    (0x0590, 0x05FF, "Hebr"),
    (0x0600, 0x077F, "Arab"),
    (0x0900, 0x097F, "Deva"),
    (0x0980, 0x09FF, "Beng"),
    (0x0A00, 0x0A7F, "Guru"),
    (0x0A80, 0x0AFF, "Gujr"),
    (0x0B80, 0x0BFF, "Taml"),
    (0x0C00, 0x0C7F, "Telu"),
    (0x0C80, 0x0CFF, "Knda"),
    (0x0D00, 0x0D7F, "Mlym"),
    (0x0D80, 0x0DFF, "Sinh"),
    (0x0E00, 0x0E7F, "Thai"),
    (0x0E80, 0x0EFF, "Laoo"),
    (0x1000, 0x109F, "Mymr"),
    (0x10A0, 0x10FF, "Geor"),
    (0x1100, 0x11FF, "Hang"),
    (0x1780, 0x17FF, "Khmr"),
    (0x1E00, 0x1EFF, "Latn"),
    (0x1F00, 0x1FFF, "Grek"),
    (0x3040, 0x30FF, "Kana"),
    (0x3400, 0x4DBF, "Hani"),
    (0x4E00, 0x9FFF, "Hani"),
    (0xA9E0, 0xA9FF, "Mymr"),
    (0xAA60, 0xAA7F, "Mymr"),
    (0xAC00, 0xD7AF, "Hang"),
    (0xF900, 0xFAFF, "Hani"),
    (0x20000, 0x3134F, "Hani"),
)
"""Blocks of letters (first, last) and their scripts; of Japanese, `Kana` stands for its own."""
_STARTS: Final = [first for first, _, _ in _BLOCKS]
_FORMAT: Final = 1
_MANIFEST: Final = "manifest.json"


def primary(code: str | None) -> str | None:
    """Give the language in a tag, lower case: `en` of `en-GB`; None for None and for nothing."""
    return re.split("[-_]", code)[0].lower() or None if code else None


def detect(text: str) -> str | None:
    """Detect the language of a text with the shared detector of this process, which caches nothing on disk."""
    return shared_detector().detect(text)


class LanguageDetector:
    """Tells languages apart. Safe for threads.

    It loads py3langid's model at the first text whose script does not decide (0.5 s, or 0.1 s where `folder` keeps
    what it needs; None keeps nothing).
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._identifier: Any = None

    def detect(self, text: str) -> str | None:
        """Give the ISO 639-1 code of the language of the first `SAMPLE` code points; None where they do not tell.

        None for fewer than 8 letters of a script that several languages share, for a script that we do not know, and
        where the likeliest language has less than 0.4 of the probability. Indonesian and Malay are told apart by words
        that only one of them has; where none stands, by py3langid, which takes about one short question in twenty for
        the other. Cebuano and Ilocano come out as `tl`.
        """
        sample = text[:SAMPLE]
        letters: Counter[str] = Counter()
        for character, count in Counter(sample).items():
            if character.isalpha():
                letters[_script_of(character)] += count
        candidates = _languages_of().get(_written_in(letters), ())
        if len(candidates) < 2:
            return candidates[0] if candidates else None
        return self._likeliest(sample, candidates) if letters.total() >= _MIN_LETTERS else None

    def _likeliest(self, sample: str, candidates: tuple[str, ...]) -> str | None:
        chances = {code: chance for code, chance in self._loaded().rank(sample) if code in candidates}
        malay = {code: chances.pop(code, 0.0) for code in ("id", "ms") if code in candidates}
        if malay:
            chances["id"] = sum(malay.values())
        if not chances:
            return None
        best: str = max(chances, key=lambda code: (chances[code], code))
        if chances[best] < _MIN_PROBABILITY * sum(chances.values()):
            return None
        words = Counter(re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", sample.lower()))
        if best in {"id", "jv"} and _count_own(words, "su") >= _MIN_SUNDANESE * words.total():
            return "su"
        if best != "id":
            return best
        lead = _count_own(words, "id") - _count_own(words, "ms") or _MALAY_ODDS * malay["id"] - malay["ms"]
        return "id" if lead >= 0 else "ms"

    def _loaded(self) -> Any:
        """py3langid's identifier, kept to the languages that have a lexicon."""
        with self._lock:
            if self._identifier is None:
                self._identifier = identifier([each.code for each in lexicons()], self._folder)
        return self._identifier


@cache
def shared_detector() -> LanguageDetector:
    """Return the process's shared detector, made when it is first needed."""
    return LanguageDetector()


def letters_of(scripts: Collection[str]) -> str:
    """Give the letters of the scripts, as the ranges of a regular expression's set."""
    return "".join(f"\\U{first:08x}-\\U{last:08x}" for first, last, script in _BLOCKS if script in scripts)


def _script_of(letter: str) -> str:
    first, last, script = _BLOCKS[max(bisect(_STARTS, ord(letter)) - 1, 0)]
    return script if first <= ord(letter) <= last else ""


@cache
def _languages_of() -> Mapping[str, tuple[str, ...]]:
    """Give the languages written in each script, by code."""
    scripts = sorted({script for each in lexicons() for script in each.scripts})
    return {script: tuple(each.code for each in lexicons() if script in each.scripts) for script in scripts}


def _written_in(letters: Counter[str]) -> str:
    """Give the script that the text is in, "" when it is none of ours; Japanese is Han with some kana."""
    if letters["Kana"] * 10 >= letters["Hani"]:
        letters["Kana"] += letters.pop("Hani", 0)
    enough = _MIN_SHARE * letters.total()
    others = [(count, script) for script, count in letters.items() if script != "Latn" and count >= enough]
    if any(count for count, _ in others):
        return max(others)[1]
    return "Latn" if letters["Latn"] else ""


def _count_own(words: Counter[str], code: str) -> int:
    """Tell how many of the words are the language's own."""
    known = _own_words(code)
    return sum(count for word, count in words.items() if word in known)


@cache
def _own_words(code: str) -> frozenset[str]:
    found = lexicon(code)
    return frozenset(found.own_words) if found else frozenset()


def identifier(languages: Collection[str], folder: Path | None) -> Any:
    """Give py3langid's identifier for those of the languages that it knows; `rank(text)` gives (code, probability).

    It is kept in `folder`, if there is one and it can be written; what is damaged there is made again.
    """
    if folder is None:
        return _cut(languages)
    known = zlib.crc32(" ".join(sorted(languages)).encode())
    place = folder / "languages" / f"py3langid-{version('py3langid')}-{known:08x}-{_FORMAT}"
    with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
        return _opened(place)
    made = _cut(languages)
    with contextlib.suppress(OSError):
        _keep(made, place)
    return made


def _cut(languages: Collection[str]) -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    whole = LanguageIdentifier.from_model_file(MODEL_FILE)
    whole.set_languages(set(languages) & set(whole.labels))
    # Made anew of what is left, it lets the other languages go: 28 MB.
    return _identifier(
        whole.nb_ptc, whole.nb_pc, whole.nb_classes, whole.tk_nextmove, whole.tk_output, tk_row=whole.tk_row
    )


def _identifier(*parts: Any, tk_row: Any) -> Any:
    from py3langid.langid import LanguageIdentifier

    return LanguageIdentifier(*parts, norm_probs=True, tk_row=tk_row)


def _keep(made: Any, place: Path) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=f".{place.name}.", dir=place.parent))
    try:
        parts: dict[str, npt.NDArray[Any]] = {
            "chances": np.ascontiguousarray(made.nb_ptc, dtype=np.float16),
            "moves": np.asarray(made.tk_nextmove, dtype=np.uint32),
            "rows": np.asarray(made.tk_row, dtype=np.uint32),
            "found": np.asarray(made.tk_output, dtype=np.int32),
        }
        for name, part in parts.items():
            (draft / name).write_bytes(part.tobytes())
        manifest = {
            "classes": list(made.nb_classes),
            "shares": np.asarray(made.nb_pc, dtype=np.float64).tolist(),
            "sums": {name: zlib.crc32((draft / name).read_bytes()) for name in parts},
        }
        (draft / _MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")
        draft.chmod(0o755)
        if place.exists():
            shutil.rmtree(place)
        draft.rename(place)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _opened(place: Path) -> Any:
    """Open what was kept. Raises OSError where there is nothing, ValueError and others where it is damaged."""
    manifest = json.loads((place / _MANIFEST).read_text(encoding="utf-8"))
    parts = {name: _mapped(place / name, total) for name, total in manifest["sums"].items()}
    classes = list(manifest["classes"])
    return _identifier(
        np.frombuffer(parts["chances"], dtype=np.float16).reshape(-1, len(classes)),
        np.array(manifest["shares"], dtype=np.float32),
        classes,
        parts["moves"].cast("I"),
        parts["found"].cast("i"),
        tk_row=parts["rows"].cast("I"),
    )


def _mapped(path: Path, total: int) -> memoryview:
    with path.open("rb") as file:
        mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    if zlib.crc32(mapped) != total:
        raise ValueError(f"{path} is damaged")
    if hasattr(mmap, "MADV_DONTNEED"):
        mapped.madvise(mmap.MADV_DONTNEED)  # read for its sum alone: only what is used shall stay in memory
    return memoryview(mapped)
