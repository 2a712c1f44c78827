"""The question box for other sites: its script, its style and its words, joined to the one file that is served."""

import hashlib
import json
import re
from functools import cache
from importlib import resources


@cache
def script() -> tuple[bytes, str]:
    """The script in UTF-8, and its entity tag. Its names are a block's own: nothing of the page's is overwritten."""
    said = json.loads(_file("words.json"))
    keys = list(said["en"])
    constants = {
        "STYLE": " ".join(_file("box.css").split()),
        "KEYS": keys,
        "WORDS": {language: [words[key] for key in keys] for language, words in said.items()},
    }
    lines = [f"const {name} = {_literal(value)};" for name, value in constants.items()]
    code = re.sub(r"(?m)^ *(//.*\n)?| // [^\"'`\n]*$", "", _file("box.js"))  # without indentation and comments
    served = "\n".join(['"use strict";', "{", *lines, code, "}", ""]).encode()
    return served, f'"{hashlib.sha256(served).hexdigest()[:32]}"'


def _literal(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _file(name: str) -> str:
    return (resources.files(__package__) / name).read_text("utf-8")
