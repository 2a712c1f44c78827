"""What front ends ask a model on their own account: a title, tags, further questions. No document answers those.

Open WebUI and LibreChat send such a prompt as a question of its own, which holds the conversation.
"""

import json
import re
from typing import Final

from ingest.text import shortened

_LONGEST_TITLE: Final = 60
"""Code points."""
_CHORE: Final = re.compile(r"\s*### Task:.*<chat_history>|\s*Provide a concise, 5-word-or-less title\b", re.DOTALL)
_KEY: Final = re.compile(r'"(title|tags|follow_ups|queries|text|prompt)"\s*:')
"""The key of the JSON that the prompt wants, by the example that it gives."""
_NOTHING: Final[dict[str, str | list[str]]] = {"tags": [], "follow_ups": [], "queries": [], "text": "", "prompt": ""}
_FIRST_WORDS: Final = re.compile(r"^user: *(\S.*)$", re.MULTILINE | re.IGNORECASE)


def do_chore(prompt: str) -> str | None:
    """Answer a front end's own prompt in the form that it wants; None for anything that a person may have asked.

    The title of a conversation is how it began. Of all else there is none: Rujuk makes up no words.
    """
    if not _CHORE.match(prompt):
        return None
    wanted = _KEY.search(prompt)
    if wanted is None:
        return _title(prompt)
    key = wanted[1]
    return json.dumps({key: _NOTHING.get(key, _title(prompt))}, ensure_ascii=False)


def _title(prompt: str) -> str:
    conversation = prompt.rpartition("<chat_history>")[2]  # after the examples that the prompt gives
    began = _FIRST_WORDS.search(conversation)
    title = " ".join(began[1].split()) if began else "Rujuk"
    return title if len(title) <= _LONGEST_TITLE else f"{shortened(title, _LONGEST_TITLE - 1)}…"
