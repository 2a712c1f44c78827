"""Subtitles (.vtt, .srt): what is said, in sentences, with the time at which each stretch begins."""

import re
from collections.abc import Iterator
from html import unescape
from typing import Final

from ingest.content import Content, TextBuilder
from ingest.lines import ends_sentence
from ingest.text import is_visible, one_line

_TIME: Final = re.compile(r"\s*(?:(\d{1,3}):)?(\d{2}):(\d{2})[.,]\d{1,3}\s*-->")
_TAG: Final = re.compile(r"</?[^<>\n]{1,60}>|\{\\?[a-zA-Z][^{}]*\}")
_VOICE: Final = re.compile(r"<v(?:\.[\w.-]+)?\s+([^<>]{1,80})>")
_SURELY_AGAIN: Final = 12
"""Code points beyond which a cue that says what the one before did is that one, shown on; "No." may be said twice."""
_LONGEST: Final = 400
"""Code points of a stretch, after which the next one begins where a sentence ends."""
_LONGEST_OPEN: Final = 1200
"""The same where no sentence ends."""


def read(text: str) -> Content:
    """The content of subtitles: stretches of whole sentences under the time at which they begin (`0:01:30`)."""
    builder = TextBuilder()
    said, begun, speaker, before = "", "", "", ""
    for time, words, voice in _cues(text):
        changed = bool(voice) and voice != speaker
        if said and (changed or len(said) > _LONGEST_OPEN or (len(said) > _LONGEST and ends_sentence(said))):
            builder.add(f"[{begun}] {said}")
            said = ""
        if not said:
            begun = time
            said = f"{voice}: {words}" if voice and changed else words
        else:
            said += "" if words == before and len(words) > _SURELY_AGAIN else f" {words}"  # rolling captions
        speaker, before = voice or speaker, words
    if said:
        builder.add(f"[{begun}] {said}")
    return Content(builder.text, builder.blocks)


def _cues(text: str) -> Iterator[tuple[str, str, str]]:
    """When each cue begins, what it says and who says it; notes, styles and numbers of cues are left."""
    for block in re.split(r"\n\s*\n", text.replace("\r\n", "\n").replace("\r", "\n")):
        lines = block.strip("\n").split("\n")
        at = next((place for place, line in enumerate(lines[:3]) if _TIME.match(line)), None)
        if at is None:
            continue
        match = _TIME.match(lines[at])
        words = " ".join(lines[at + 1 :])
        voice = _VOICE.search(words)
        shown = one_line(unescape(_TAG.sub("", words)))
        if match and is_visible(shown):
            yield f"{int(match[1] or 0)}:{match[2]}:{match[3]}", shown, one_line(voice[1]) if voice else ""
