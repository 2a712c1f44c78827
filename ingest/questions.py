"""Questions that are answered below them, as in a FAQ or an interview: which they are, and how far answers go."""

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from itertools import pairwise
from typing import Final

from corpus.documents import Span
from corpus.lexicon import lexicons
from ingest.content import Block
from ingest.text import one_line

_MAX_QUESTION: Final = 300
"""Code points."""
_MAX_TOLD: Final = 200
"""Code points of a question that says first what it is about."""
_CLOSING: Final = " \n\t\"'”’»)]」』*"
_QUESTION_MARKS: Final = ("?", "？", "؟", "⁇")
_INNER_STOP: Final = re.compile(r"[^\W\d]{3}[.!…。។](?:\s+|$)")
_SPEECH: Final = tuple("\"'“‘«「『—–")
_AFTER_LABEL: Final = r"[ .]?\d{0,3}\s*[:.)：]\s*\S"
"""What follows the word or letter that marks a question or an answer: a number perhaps, and a mark."""
_MAX_UNMARKED: Final = 90
"""Code points."""
_CANDIDATES: Final = frozenset({"paragraph", "heading", "item", "question", "line"})


def is_question(words: str) -> bool:
    """Tell whether the words are a question, or several, and nothing else."""
    line = one_line(words)
    return _ends_asking(line) and not _INNER_STOP.search(line)


def _ends_asking(line: str) -> bool:
    return (
        len(line) <= _MAX_QUESTION and line.rstrip(_CLOSING).endswith(_QUESTION_MARKS) and not line.startswith(_SPEECH)
    )


def find_answers(text: str, blocks: Sequence[Block]) -> dict[int, int]:
    """Give the index of each question that its answer follows directly, with the index of the block after its answer.

    A heading's answer goes to the next heading or question. So does that of a line, but for the last of several: it
    is no longer than the longest of the others, since what comes after a FAQ is not marked.
    """
    asking = _asking(text, blocks)
    found = [index for index in sorted(asking) if _is_answered(blocks, index, asking)]
    heads = {index for index, block in enumerate(blocks) if block.kind == "heading" or block.level == 0}
    stops = sorted(heads | set(found) | {len(blocks)})
    ends = dict.fromkeys(found, len(blocks))
    for start, end in pairwise(stops):
        if start in ends:
            ends[start] = end
    most = 0
    for index, before in zip(found, [None, *found], strict=False):
        most = most if before is not None and ends[before] == index else 0
        end = ends[index]
        told = blocks[index].kind == "heading" or (end < len(blocks) and blocks[end].level == 0)
        if not told and end not in ends:
            ends[index] = min(end, _end_of_last(text, blocks, index, max(most, 1)))
        most = max(most, sum(block.kind == "paragraph" for block in blocks[index + 1 : end]))
    return ends


def _asking(text: str, blocks: Sequence[Block]) -> set[int]:
    """Give the blocks that ask: by a question mark, by marks of questions and answers, or as others of the text do."""
    shown = {
        index: block.span.of(text)
        for index, block in enumerate(blocks)
        if block.kind in _CANDIDATES and block.span.end - block.span.start <= _MAX_QUESTION
    }
    asking = {index for index, words in shown.items() if blocks[index].kind == "question" or is_question(words)}
    outer = [block for block in blocks[1:] if block.kind == "heading" and block.level <= blocks[0].level]
    if 0 in asking and blocks[0].kind == "heading" and not outer:
        asking.remove(0)  # a title
    if len(asking) > 1:  # "I have moved. Must I register again?" asks too where others do
        asking |= {index for index, words in shown.items() if len(words) <= _MAX_TOLD and _ends_asking(one_line(words))}
    for asks, answers in _labels():
        asking |= {
            index
            for index, words in shown.items()
            if asks.match(words) and answers.match(_following(text, blocks, index))
        }
    unmarked = {
        index
        for index, words in shown.items()
        if index not in asking
        and blocks[index].kind != "item"
        and len(words) <= _MAX_UNMARKED
        and _unmarked().search(one_line(words))
        and index + 1 < len(blocks)
        and blocks[index + 1].kind != "heading"
    }
    return asking | (unmarked if len(unmarked) + len(asking) > 1 else set())


@cache
def _labels() -> tuple[tuple[re.Pattern[str], re.Pattern[str]], ...]:
    """Tell what marks a question and what marks its answer, for each language that has such labels."""
    labels = [each.faq_labels for each in lexicons() if each.faq_labels]
    return tuple((_label(each["question"]), _label(each["answer"])) for each in labels)


def _label(words: Sequence[str]) -> re.Pattern[str]:
    return re.compile(rf"(?:{'|'.join(map(re.escape, words))}){_AFTER_LABEL}", re.IGNORECASE)


@cache
def _unmarked() -> re.Pattern[str]:
    """Tell how questions that need no question mark end or begin, in any language."""
    ends, begins, courtesies = (
        "|".join(pattern for each in lexicons() for pattern in each.unmarked_questions.get(part, ()))
        for part in ("ends", "begins", "courtesies")
    )
    return re.compile(rf"(?:{ends})\s*(?:{courtesies})?\s*[။.]?\Z|\A(?:{begins})")


def _following(text: str, blocks: Sequence[Block], index: int) -> str:
    return blocks[index + 1].span.of(text)[:_MAX_QUESTION] if index + 1 < len(blocks) else ""


def _is_answered(blocks: Sequence[Block], index: int, asking: set[int]) -> bool:
    """Tell whether something that is neither a question nor a heading follows; after an item, no other item."""
    if index + 1 == len(blocks) or index + 1 in asking:
        return False
    beside = {blocks[place].kind for place in (index - 1, index + 1) if place >= 0}
    listed = blocks[index].kind == "item" and "item" in beside
    after = blocks[index + 1]
    return after.kind != "heading" and after.level > 0 and not listed


def _end_of_last(text: str, blocks: Sequence[Block], index: int, most: int) -> int:
    """Tell where the answer of the last of several questions ends: after `most` paragraphs, or one in the next line."""
    if text[blocks[index].span.end : blocks[index + 1].span.start].count("\n") < 2:
        most = 1
    end = index + 1
    while end < len(blocks) and (most > 0 or blocks[end].kind != "paragraph"):
        most -= blocks[end].kind == "paragraph" or end == index + 1
        end += 1
    return end


def split_asked(text: str, blocks: Sequence[Block]) -> list[Block]:
    """Give the blocks, those divided whose first line is a question and whose other lines answer it."""
    found: list[Block] = []
    for block in blocks:
        words = block.span.of(text)
        first, _, rest = words.partition("\n")
        if block.kind not in {"paragraph", "item"} or not rest.strip() or not is_question(first) or is_question(rest):
            found.append(block)
            continue
        cut = block.span.end - len(rest.lstrip())
        question = Span(block.span.start, block.span.start + len(first.rstrip()))
        answer = Span(cut, block.span.end)
        found += [replace(block, span=question, kind="question"), replace(block, span=answer, kind="paragraph")]
    return found
