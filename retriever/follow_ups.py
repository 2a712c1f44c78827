"""Whether a question stands alone, or is read with what was asked before it ("and how many of them?")."""

import re
from collections.abc import Sequence
from functools import cache

from corpus.languages import Detect, detect, primary
from corpus.lexicon import FollowUps, lexicon
from retriever.analysis import words
from retriever.answers import Turn
from retriever.idf import EverydayWords


def earlier(
    question: str, history: Sequence[Turn], everyday: EverydayWords, detect: Detect = detect
) -> tuple[str, ...]:
    """Choose the earlier questions with which a question is read, in the order in which they were asked.

    Those are the first, which set the topic, and the last; none twice, and none where the question stands alone.
    What was answered does not count: passages already shown pull towards themselves, and away from what is asked next.
    """
    asked = [turn.content for turn in history if turn.role == "user" and turn.content.strip()]
    chosen = tuple(dict.fromkeys(asked[:1] + asked[-1:]))
    return () if not chosen or stands_alone(question, chosen, everyday, detect) else chosen


def stands_alone(question: str, before: Sequence[str], everyday: EverydayWords, detect: Detect = detect) -> bool:
    """Tell whether a question can be read without the ones `before` it.

    It cannot where it begins or ends as a follow-up does, where a word stands for what it does not name, and where it
    names nothing. The conversation tells its language where a short question does not.
    """
    languages = {primary(detect(text)) for text in (question, " ".join((*before, question)))}
    return not any(_follows(question, language, everyday) for language in languages if language)


def _follows(question: str, language: str, everyday: EverydayWords) -> bool:
    found, known = lexicon(language), _known(language)
    if found is None or known is None:
        return False
    if found.unspaced:
        text = question.strip(" ?？。!…\n")
        ends = text.startswith(known.openers) or text.endswith(known.closers)
        return ends or any(each in text for each in known.pointers)
    if known.expletive:
        question = re.sub(known.expletive, "the", question, flags=re.IGNORECASE)
    surfaces = [surface for surface, _ in words(question)]
    cut = [surface.casefold() for surface in surfaces]
    if _opens(cut, known) or _closes(cut, known):
        return True
    named = [number > 0 and _is_name(surface) for number, surface in enumerate(surfaces)]
    naming = [
        name or everyday.chance_of_word(surface, language) < known.common
        for name, surface in zip(named, surfaces, strict=True)
    ]
    return not any(naming) or _refers(cut, named, naming, known)


@cache
def _known(language: str) -> FollowUps | None:
    """Tell how a language's follow-ups are told: as those of its relatives where it has no words of its own for that.

    So Malay and Indonesian share theirs, because short questions do not tell which of the two they are in.
    """
    found = lexicon(language)
    family = [found, *map(lexicon, found.relatives)] if found else []
    return next((each.follow_ups for each in family if each and each.follow_ups), None)


def _opens(cut: Sequence[str], known: FollowUps) -> bool:
    return any(" ".join(cut[:length]) in known.openers for length in (1, 2, 3))


def _closes(cut: Sequence[str], known: FollowUps) -> bool:
    beside = len(cut) > 1 and cut[-2] in known.beside
    return not beside and any(" ".join(cut[-length:]) in known.closers for length in (1, 2))


def _is_name(surface: str) -> bool:
    return any(map(str.isdigit, surface)) or (surface[0].isupper() and surface != "I")


def _refers(cut: Sequence[str], named: Sequence[bool], naming: Sequence[bool], known: FollowUps) -> bool:
    """Tell whether a word stands for something that the question does not name before it.

    What stands right before a reference is a verb rather than what it refers to ("who founded it").
    """
    for place, word in enumerate(cut):
        if {*cut[max(place - 1, 0) : place], *cut[place + 1 : place + 2]} & set(known.beside):
            continue
        pair = " ".join(cut[place : place + 2])
        if word in known.pointers and not any(named[:place]):
            return True
        of_another = _is_suffixed(word, known) and not any(naming[place + 1 : place + 2])
        if (of_another or {word, pair} & set(known.references)) and not any(naming[: max(place - 1, 0)]):
            return True
    return False


def _is_suffixed(word: str, known: FollowUps) -> bool:
    return bool(known.suffixes) and word.endswith(known.suffixes) and word not in known.suffixed
