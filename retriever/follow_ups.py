"""Whether a question stands alone, or is read with what was asked before it ("and how many of them?")."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from corpus.languages import Detect, detect, primary
from retriever.analysis import words
from retriever.answers import Turn
from retriever.idf import EverydayWords


def _listed(text: str) -> frozenset[str]:
    return frozenset(text.split("|"))


@dataclass(frozen=True, slots=True)
class _Lexicon:
    """How a language's follow-ups begin and end, and the words that stand for what was named before.

    `references` count where nothing that they could stand for precedes them in the question, and so do words that end
    in `suffixes` but those that are `suffixed` by themselves; `pointers` count where no name or number precedes them.
    `beside`: words beside which none counts ("this document"). `expletive`: an "it" that stands for nothing. `common`:
    the chance to stand in an everyday paragraph from which on a word names nothing ("important" has 0.018).
    """

    openers: frozenset[str]
    closers: frozenset[str] = frozenset()
    references: frozenset[str] = frozenset()
    pointers: frozenset[str] = frozenset()
    beside: frozenset[str] = frozenset()
    suffixes: tuple[str, ...] = ()
    suffixed: frozenset[str] = frozenset()
    common: float = 0.015
    expletive: re.Pattern[str] = field(default_factory=lambda: re.compile(r"(?!)"))


_MALAY: Final = _Lexicon(
    openers=_listed(
        "dan|tapi|tetapi|kalau|kalo|lalu|terus|jadi|atau|maksud saya|selain itu|bagaimana dengan|bagaimana pula"
        "|gimana dengan|macam mana dengan"
    ),
    closers=_listed("pula|juga|semuanya|kesemuanya|seluruhnya|sana|situ"),
    references=_listed("dia|ia|mereka|beliau"),
    pointers=_listed("tu|itu|tersebut"),
    beside=_listed("dokumen|laporan|teks|artikel|berkas|halaman|siaran|pengumuman|apa|apakah|siapa|siapakah"),
    common=0.02,
    suffixes=("nya",),
    suffixed=_listed(
        "hanya|tanya|bertanya|punya|mempunyai|biasanya|sebenarnya|umumnya|adanya|misalnya|akhirnya|seharusnya|sebelumnya"
        "|selanjutnya|pertanyaannya|satunya|setidaknya|sebaiknya|sepenuhnya|harusnya"
    ),
)

_LEXICONS: Final = {
    "en": _Lexicon(
        openers=_listed(
            "and|but|or|so|then|also|not|oops|what about|how about|i mean|i meant|what else|who else|where else"
            "|which one|which ones|no i|yes but|i see|got it|are you sure|you said|you mentioned|other|others|another"
            "|any other|the other"
        ),
        closers=_listed("too|instead|else|as well|that one|this one|the other|the others|then|though"),
        references=_listed(
            "it|its|they|them|their|theirs|he|him|his|she|her|hers|such|ones|latter|former|is that|was that|does that"
            "|did that|do that|about that|of that|for that|to that|in that|with that|after that|before that|than that"
        ),
        pointers=_listed("this|these|those"),
        beside=_listed(
            "document|documents|report|text|page|release|press|article|file|paper|library|notice|statement|year|month"
            "|week|morning|afternoon|evening|summer|winter|season|time|website|site|app|who"
        ),
        expletive=re.compile(
            r"\bit\b(?= (\w+ ){0,4}?(to|that|for|if|whether|who|what|when|where|which|why|how)\b)", re.IGNORECASE
        ),
    ),
    "id": _MALAY,
    "ms": _MALAY,
    "vi": _Lexicon(
        openers=_listed("còn|thế còn|vậy còn|thế|vậy|và|nhưng|ý tôi là|hay là"),
        closers=_listed("thì sao|nữa"),
        references=_listed(
            "nó|họ|chúng|ông ấy|bà ấy|anh ấy|cô ấy|cái đó|điều đó|việc đó|người đó|nơi đó|ở đó|lúc đó|khi đó"
        ),
        beside=_listed("của|ta|tôi"),
        common=0.03,  # of syllables, which are more common than words
    ),
    "tl": _Lexicon(
        openers=_listed("at|eh|e|pero|paano naman|kumusta naman|ibig kong sabihin|kung gayon"),
        closers=_listed("naman|din|rin"),
        references=_listed("siya|sila|niya|nila|ito|iyon|iyan|nito|niyon|niyan|doon|diyan"),
        beside=_listed("dokumento|ulat|balita"),
    ),
    "th": _Lexicon(
        openers=_listed("แล้ว|และ|แต่|งั้น|ถ้าอย่างนั้น|หมายถึง"),
        closers=_listed("ล่ะ|ละ|ล่ะคะ|ล่ะครับ|เหรอ|นั้น|นั่น"),
        pointers=_listed("อันนั้น|อันนี้|ที่นั่น|ตรงนั้น|เรื่องนั้น"),
    ),
    "km": _Lexicon(openers=_listed("ចុះ|ហើយចុះ|ប៉ុន្តែ"), closers=_listed("វិញ|នោះ")),
    "lo": _Lexicon(openers=_listed("ແລ້ວ|ແລະ|ແຕ່"), closers=_listed("ເດ|ລະ|ນັ້ນ")),
    "my": _Lexicon(openers=_listed("ဒါဆို|ဒါပေမဲ့|ပြီးတော့"), closers=_listed("ရော|ကော|ရောလဲ")),
    "zh": _Lexicon(
        openers=_listed("那|那么|还有|而|但"), closers=_listed("呢"), pointers=_listed("它|他们|她们|那个|这个")
    ),
}
"""By language; Indonesian and Malay share one, because short questions do not tell which they are in."""

_UNSPACED: Final = frozenset({"th", "km", "lo", "my", "zh"})


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
    return not any(_follows(question, language, everyday) for language in languages if language in _LEXICONS)


def _follows(question: str, language: str, everyday: EverydayWords) -> bool:
    lexicon = _LEXICONS[language]
    if language in _UNSPACED:
        text = question.strip(" ?？。!…\n")
        ends = text.startswith(tuple(lexicon.openers)) or text.endswith(tuple(lexicon.closers) or ("\0",))
        return ends or any(each in text for each in lexicon.pointers)
    surfaces = [surface for surface, _ in words(lexicon.expletive.sub("the", question))]
    cut = [surface.casefold() for surface in surfaces]
    if _opens(cut, lexicon) or _closes(cut, lexicon):
        return True
    named = [number > 0 and _is_name(surface) for number, surface in enumerate(surfaces)]
    naming = [
        name or everyday.chance_of_word(surface, language) < lexicon.common
        for name, surface in zip(named, surfaces, strict=True)
    ]
    return not any(naming) or _refers(cut, named, naming, lexicon)


def _opens(cut: Sequence[str], lexicon: _Lexicon) -> bool:
    return any(" ".join(cut[:length]) in lexicon.openers for length in (1, 2, 3))


def _closes(cut: Sequence[str], lexicon: _Lexicon) -> bool:
    beside = len(cut) > 1 and cut[-2] in lexicon.beside
    return not beside and any(" ".join(cut[-length:]) in lexicon.closers for length in (1, 2))


def _is_name(surface: str) -> bool:
    return any(map(str.isdigit, surface)) or (surface[0].isupper() and surface != "I")


def _refers(cut: Sequence[str], named: Sequence[bool], naming: Sequence[bool], lexicon: _Lexicon) -> bool:
    """Tell whether a word stands for something that the question does not name before it.

    What stands right before a reference is a verb rather than what it refers to ("who founded it").
    """
    for place, word in enumerate(cut):
        if {*cut[max(place - 1, 0) : place], *cut[place + 1 : place + 2]} & lexicon.beside:
            continue
        pair = " ".join(cut[place : place + 2])
        if word in lexicon.pointers and not any(named[:place]):
            return True
        of_another = _is_suffixed(word, lexicon) and not any(naming[place + 1 : place + 2])
        if (of_another or {word, pair} & lexicon.references) and not any(naming[: max(place - 1, 0)]):
            return True
    return False


def _is_suffixed(word: str, lexicon: _Lexicon) -> bool:
    return bool(lexicon.suffixes) and word.endswith(lexicon.suffixes) and word not in lexicon.suffixed
