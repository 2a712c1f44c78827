"""BEIR's relevance judgements: a TSV of query, document and grade beside the queries."""

from pathlib import Path

from corpus.errors import QuestionRefused
from retriever.evaluation.jsonl import read_lines

_PLACES = ("qrels/test.tsv", "qrels.tsv")
_HEADER = ["query-id", "corpus-id", "score"]


def find_qrels(folder: Path) -> Path:
    """The judgements that go with the queries in `folder`; QuestionRefused where there are none."""
    for place in _PLACES:
        if (folder / place).is_file():
            return folder / place
    raise QuestionRefused(
        f"{folder} has queries in BEIR's form but no judgements: put them at {' or '.join(_PLACES)} there"
    )


def read_qrels(path: Path) -> dict[str, dict[str, int]]:
    """Query id -> document id -> grade, of the grades above 0: what is judged not relevant is as good as not judged.

    The header line may be missing; of two lines about the same pair the later holds, as in BEIR's own loader.
    """
    grades: dict[str, dict[str, int]] = {}
    for number, line in read_lines(path):
        fields = [field.strip() for field in line.split("\t")]
        if fields == _HEADER:
            continue
        if len(fields) != len(_HEADER) or not all(fields):
            raise QuestionRefused(
                f"{path}, line {number}: must have three columns parted by tabs: {', '.join(_HEADER)}"
            )
        query, document, score = fields
        try:
            grades.setdefault(query, {})[document] = int(score)
        except ValueError as error:
            raise QuestionRefused(
                f"{path}, line {number}, key 'score': must be a whole number, not {score!r}"
            ) from error
    return {
        query: positive for query, judged in grades.items() if (positive := {d: g for d, g in judged.items() if g > 0})
    }
