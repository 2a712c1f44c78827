"""Load what is known of each language: one file a language, named by its code, read when first needed.

Another language is one more file beside these; `Lexicon` says what it may hold. All words are in lower case unless a
field says otherwise.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from functools import cache
from importlib import resources
from typing import Any, Final

_ENDING: Final = ".json"


@dataclass(frozen=True, slots=True)
class FollowUps:
    """How a language's follow-ups begin and end, and the words that stand for what was named before.

    `references` count where nothing that they could stand for precedes them in the question, and so do words that end
    in `suffixes` but those that are `suffixed` by themselves; `pointers` count where no name or number precedes them.
    `beside`: words beside which none counts ("this document"). `expletive`: a regular expression of an "it" that stands
    for nothing. `common`: the chance to stand in an everyday paragraph from which on a word names nothing ("important"
    has 0.018).
    """

    openers: tuple[str, ...]
    closers: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    pointers: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
    suffixes: tuple[str, ...] = ()
    suffixed: tuple[str, ...] = ()
    expletive: str | None = None
    common: float = 0.015


@dataclass(frozen=True, slots=True)
class Lexicon:
    """One language. Only `code`, `name` and `scripts` must be given.

    `codes`: other codes that it goes by. `scripts`: ISO 15924 codes of the scripts that it is written in. `stemmer`:
    its Snowball stemmer. `unspaced`: its writers put no spaces between words.

    `relatives`: codes of languages that its readers can read. `confused_with`: codes of languages that a classifier
    takes it for. `own_words`: words that none of those has, or spells so.

    `abbreviations`: words before a full stop that ends no sentence, in their own case, beyond those that sentencex
    knows; `abbreviation_patterns`: regular expressions of such, up to and with the full stop and the space after it.
    `sentence_ends`: marks that end a sentence and that sentencex does not know; `no_ends`: marks, and words with such
    marks in them, that end none. `sentences_end_in_spaces`: its writers put a space where others put a full stop.

    `months`: twelve lists of names. `date_words`: regular expressions of what stands in a date before its `months`, its
    `years` and its `times`, of its `weekdays`, of what ends the `ordinals` of days, and of what stands behind figures
    that are a year, a month or a day (`year_ends`, `month_ends`, `day_ends`), or may stand behind the year, the month's
    name and the day where the year comes first (`behind_year`, `behind_month`, `behind_day`). Beside `day_first` the
    first of two figures is the day.

    `numerals`: words for numbers; none that is an everyday word of another language, for whose text nobody says its
    language ("once" is eleven in Spanish), or mostly something else in its own. `numerals_beside`: such words that are
    numbers beside another numeral ("dos mil", "treinta y dos"). `numerals_behind_tens`: those that are digits behind a
    ten ("hai mươi tư"). `numeral_joints`: words between those of one number. `teens`: words that make the digit before
    them one of the teens.

    `negations`: words that deny. `divisions`: what the numbered parts of laws and reports are called.
    `lead_ins`: how a line ends that leads in to a list without a colon.

    `faq_labels`: what marks a question and what marks its answer, in their own case. `unmarked_questions`: regular
    expressions of how questions without a question mark `ends` or `begins`, and of the `courtesies` after such an end.
    `follow_ups`: how to tell a question that goes on from the one before; where there are none, its relatives' count.

    `interrogatives`: words that ask. `greetings`: what people say who ask nothing. `hint`: how they are told what to
    ask, in its own case; `{title}` stands for a document's title.
    `document_questions`: regular expressions of whole questions about a document itself, by what they ask for (title,
    date, author, publisher, about), with `{document}` where it is named. `this_document`: regular expressions of how it
    is named by those who have it before them. `document_labels`: what stands before its date, author, publisher in it.

    `page_lines`: what pages say beside their content, by kind. `elsewhere`, `filed`, `share_label`: what stands
    before links to other pages, to those on the same, to social networks; `share`, `counted`, `site`, `newsletter`:
    whole lines that invite to share, count visitors, are about the site, invite to a newsletter; `comments`,
    `counter`: headings of what readers wrote, of a count of visitors, which says `today`; `footer`, `powered`: lines
    that footers alone have, `rights` the end of such; `cookies`, `seen`: parts of notices on cookies, of how often a
    page was seen. All of these are regular expressions, in which `{count}`, `{firm}`, `{years}` and `{rights}` stand
    for what the reader of web pages knows. `class_words`, `class_names`: words, and regular expressions of names,
    that authors give to elements beside the content. `contents`: what a table of contents is called; `page`, `of`:
    regular expressions of what stands before a page's number, and between it and the number of pages.
    """

    code: str
    name: str
    scripts: tuple[str, ...]
    codes: tuple[str, ...] = ()
    stemmer: str | None = None
    unspaced: bool = False
    relatives: tuple[str, ...] = ()
    confused_with: tuple[str, ...] = ()
    own_words: tuple[str, ...] = ()
    abbreviations: tuple[str, ...] = ()
    abbreviation_patterns: tuple[str, ...] = ()
    sentence_ends: tuple[str, ...] = ()
    no_ends: tuple[str, ...] = ()
    sentences_end_in_spaces: bool = False
    months: tuple[tuple[str, ...], ...] = ()
    date_words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    numerals: Mapping[str, int] = field(default_factory=dict)
    numerals_beside: Mapping[str, int] = field(default_factory=dict)
    numerals_behind_tens: Mapping[str, int] = field(default_factory=dict)
    numeral_joints: tuple[str, ...] = ()
    teens: tuple[str, ...] = ()
    negations: tuple[str, ...] = ()
    divisions: tuple[str, ...] = ()
    lead_ins: tuple[str, ...] = ()
    faq_labels: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    unmarked_questions: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    follow_ups: FollowUps | None = None
    interrogatives: tuple[str, ...] = ()
    greetings: tuple[str, ...] = ()
    hint: str | None = None
    document_questions: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    this_document: tuple[str, ...] = ()
    document_labels: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    page_lines: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def lexicon(code: str | None) -> Lexicon | None:
    """Give the lexicon of a language, by its code or another that it goes by; None where there is none."""
    return None if code is None else _by_code().get(code)


def main_code(code: str) -> str:
    """Give the code under which a language has its lexicon (`tl` for `fil`); the given one where there is none."""
    found = lexicon(code)
    return found.code if found else code


def read_together(code: str) -> frozenset[str]:
    """Give the codes of a language and of its relatives, in all forms: whoever reads one can read the others."""
    found = lexicon(code)
    if found is None:
        return frozenset({code})
    family = [found, *(each for other in found.relatives if (each := lexicon(other)))]
    return frozenset(form for each in family for form in (each.code, *each.codes))


@cache
def all_words(name: str) -> tuple[str, ...]:
    """Give the words that the lexicons of all languages have in a field, without repetition, the longest first.

    `name` is a field of words: `divisions`, `negations`, `greetings` and so on. Raises AttributeError for others.
    """
    found = {word for each in lexicons() for word in getattr(each, name)}
    return tuple(sorted(found, key=lambda word: (-len(word), word)))


@cache
def page_lines(kind: str) -> tuple[str, ...]:
    """Give the `page_lines` of this kind, in any language, the longest first."""
    found = {each for known in lexicons() for each in known.page_lines.get(kind, ())}
    return tuple(sorted(found, key=lambda each: (-len(each), each)))


@cache
def date_pattern(*kinds: str) -> str:
    """Give a regular expression of the `date_words` of these kinds, in any language."""
    found = {each for known in lexicons() for kind in kinds for each in known.date_words.get(kind, ())}
    return f"(?:{'|'.join(sorted(found, key=lambda each: (-len(each), each)))})"


@cache
def lexicons() -> tuple[Lexicon, ...]:
    """Give the lexicons of all languages, by code."""
    files = [file for file in resources.files(__package__).iterdir() if file.name.endswith(_ENDING)]
    return tuple(
        _lexicon(file.name.removesuffix(_ENDING), json.loads(file.read_text("utf-8")))
        for file in sorted(files, key=lambda file: file.name)
    )


@cache
def _by_code() -> Mapping[str, Lexicon]:
    return {form: each for each in lexicons() for form in (each.code, *each.codes)}


def _lexicon(code: str, given: Mapping[str, Any]) -> Lexicon:
    """Give the lexicon in a file's data. Raises ValueError for a field that is unknown, naming the file."""
    _refuse_unknown(code, given, Lexicon)
    values = {name: _frozen(value) for name, value in given.items()}
    if "follow_ups" in values:
        _refuse_unknown(code, values["follow_ups"], FollowUps)
        values["follow_ups"] = FollowUps(**values["follow_ups"])
    return Lexicon(code=code, **values)


def _refuse_unknown(code: str, given: Mapping[str, Any], kind: type[Lexicon | FollowUps]) -> None:
    unknown = given.keys() - {each.name for each in fields(kind)}
    if unknown:
        raise ValueError(f"{code}{_ENDING} has fields that no lexicon has: {', '.join(sorted(unknown))}")


def _frozen(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _frozen(inner) for key, inner in value.items()}
    return tuple(map(_frozen, value)) if isinstance(value, list) else value
