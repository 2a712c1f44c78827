import math
import re
from collections import Counter
from dataclasses import fields

import pytest
import Stemmer
from pydantic import TypeAdapter
from wordfreq import get_frequency_dict

from corpus.languages import letters_of
from corpus.lexicon import FollowUps, Lexicon, all_words, date_pattern, lexicon, lexicons, main_code, read_together

DATE_WORDS = {"months", "years", "times", "weekdays", "ordinals", "year_ends", "month_ends", "day_ends"}
DATE_WORDS |= {"behind_year", "behind_month", "behind_day", "day_first"}
PAGE_LINES = {
    "elsewhere",
    "filed",
    "share_label",
    "share",
    "counted",
    "site",
    "newsletter",
    "comments",
    "counter",
    "today",
}
PAGE_LINES |= {"footer", "powered", "rights", "cookies", "seen", "class_words", "class_names", "contents", "page", "of"}


@pytest.mark.parametrize("known", lexicons(), ids=lambda known: known.code)
def test_a_lexicon_holds_what_its_fields_promise(known: Lexicon) -> None:
    TypeAdapter(Lexicon).validate_python(vars_of(known))
    assert known.scripts
    assert all(letters_of({script}) for script in known.scripts)
    assert known.stemmer is None or known.stemmer in Stemmer.algorithms()
    assert len(known.months) in {0, 12}
    assert known.date_words.keys() <= DATE_WORDS
    assert all(re.compile(pattern) for listed in known.date_words.values() for pattern in listed)
    assert known.page_lines.keys() <= PAGE_LINES
    assert all(re.compile(re.sub(r"\{[a-z]+\}", "x", line)) for listed in known.page_lines.values() for line in listed)
    assert known.faq_labels.keys() in (set(), {"question", "answer"})
    assert known.unmarked_questions.keys() <= {"ends", "begins", "courtesies"}
    assert all(re.compile(pattern) for listed in known.unmarked_questions.values() for pattern in listed)
    assert re.compile((known.follow_ups and known.follow_ups.expletive) or "")
    assert all(re.compile(pattern) for pattern in known.abbreviation_patterns)
    assert known.document_questions.keys() <= {"title", "date", "author", "publisher", "about"}
    for pattern in (each for listed in known.document_questions.values() for each in listed):
        assert pattern.count("{document}") == 1
        assert re.compile(pattern.replace("{document}", "x"))
    assert all(re.compile(pattern) for pattern in known.this_document)
    numerals = (*known.numerals, *known.numerals_beside, *known.numerals_behind_tens)
    assert len(set(numerals)) == len(numerals)
    assert set(numerals).isdisjoint((*known.numeral_joints, *known.teens))
    assert all(0 < number < 10 for number in known.numerals_behind_tens.values())
    assert known.document_labels.keys() <= {"date", "author", "publisher"}
    assert known.hint is None or known.hint.count("{title}") == 1
    assert all(lexicon(code) for code in (*known.relatives, *known.confused_with))


@pytest.mark.parametrize("known", lexicons(), ids=lambda known: known.code)
def test_words_are_in_lower_case_and_stand_once(known: Lexicon) -> None:
    lists = [
        known.own_words,
        known.negations,
        known.lead_ins,
        *(words_of(known.follow_ups) if known.follow_ups else ()),
        known.divisions,
        known.interrogatives,
        known.greetings,
        tuple(known.numerals),
        tuple(known.numerals_beside),
        tuple(known.numerals_behind_tens),
        known.numeral_joints,
        known.teens,
    ]
    lists += [tuple(month) for month in known.months] + list(known.document_labels.values())
    for words in lists:
        assert all(word == word.lower().strip() for word in words)
        assert len(words) == len(set(words))


EVERYDAY = 4.2
NEIGHBOURS = ("id", "ms", "vi", "fil", "es", "pt", "fr", "de", "nl", "it", "en")
ONE_NUMBER = {"uno": "it", "nove": "it", "cento": "it", "quinze": "fr"}
INDISPENSABLE = {"lima", "hai", "ba"}


@pytest.mark.parametrize("code", [each.code for each in lexicons() if each.numerals and each.code != "en"])
def test_a_numeral_is_no_everyday_word_of_another_language(code: str) -> None:
    """But for English, whose words stand in texts of all, and for few that no language could be read without."""
    known = lexicon(code)
    assert known is not None
    for other in NEIGHBOURS:
        theirs = lexicon(other)
        shared = theirs.numerals if theirs else {}
        everyday = {
            word
            for word, number in known.numerals.items()
            if main_code(other) != code
            and shared.get(word) != number
            and ONE_NUMBER.get(word) != other
            and frequency(word, other) >= EVERYDAY
        }
        assert everyday <= INDISPENSABLE, other


def frequency(word: str, language: str) -> float:
    share = get_frequency_dict(language, wordlist="small").get(word)
    return math.log10(share) + 9 if share else 0


def words_of(known: FollowUps) -> list[tuple[str, ...]]:
    return [value for each in fields(FollowUps) if isinstance(value := getattr(known, each.name), tuple)]


def vars_of(known: Lexicon) -> dict[str, object]:
    return {name: getattr(known, name) for name in Lexicon.__dataclass_fields__}


def test_no_two_languages_go_by_one_code() -> None:
    codes = Counter(code for each in lexicons() for code in (each.code, *each.codes))
    assert max(codes.values()) == 1


def test_a_language_is_known_by_any_of_its_codes() -> None:
    filipino = lexicon("fil")
    assert filipino is not None
    assert filipino is lexicon("tl")
    assert (main_code("fil"), main_code("in"), main_code("tlh")) == ("tl", "id", "tlh")
    assert lexicon("tlh") is lexicon(None) is None


def test_those_who_read_malay_read_indonesian() -> None:
    assert {"ms", "zsm", "id"} <= read_together("ms") == read_together("id")
    assert read_together("tlh") == {"tlh"}


def test_the_words_of_all_languages_come_the_longest_first() -> None:
    divisions = all_words("divisions")
    assert {"article", "pasal", "điều", "มาตรา"} <= set(divisions)
    assert [len(word) for word in divisions] == sorted(map(len, divisions), reverse=True)


def test_the_words_of_dates_are_those_of_all_languages() -> None:
    years = re.compile(date_pattern("years"))
    assert all(years.fullmatch(word) for word in ("năm", "พ.ศ.", "ປີ", "del"))
    assert not years.fullmatch("of")
    assert re.fullmatch(date_pattern("months", "years"), "of")
