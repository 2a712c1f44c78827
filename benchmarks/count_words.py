"""Count everyday words of languages that wordfreq has no list of: python -m benchmarks.count_words DATA

DATA holds `parallel`. What is written is retriever/everyday/LANGUAGE.json: occurrences in a million words of each word
that occurs at least `_LEAST` times, cut as Rujuk cuts it.
"""

import json
import sys
from collections import Counter
from pathlib import Path

import retriever
from benchmarks.adapter.pairs import load_sentences
from retriever.analysis import words

LANGUAGES = ("th", "km", "lo", "my")
_SOURCES = ("ntrex", "tico19", "alt_test_vi_km_lo", "talpco", "massive", "libreoffice_help")
_LEAST = 4


def main() -> None:
    """Write the lists."""
    folder = Path(retriever.__file__).parent / "everyday"
    sentences = [each for name in _SOURCES for each in load_sentences(Path(sys.argv[1]), name)]
    for language in LANGUAGES:
        found = Counter(word for each in sentences if each.get(language) for _, word in words(each[language]))
        total = found.total()
        common = {word: round(count / total * 1e6) for word, count in found.most_common() if count >= _LEAST}
        text = json.dumps(common, ensure_ascii=False, indent=0)
        (folder / f"{language}.json").write_text(f"{text}\n", encoding="utf-8")
        print(f"{language}: {total} words, {len(common)} kept")


if __name__ == "__main__":
    main()
