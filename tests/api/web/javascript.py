"""The page's JavaScript modules, run by V8 without a browser."""

import json
import re
from typing import Any

from py_mini_racer import MiniRacer

from api.web import files

_IMPORT = re.compile(r"^import [^;]*;\n", re.MULTILINE)
_EXPORT = re.compile(r"^export ", re.MULTILINE)

ELEMENTS = """
const document = {
  createElement: (tag) => ({
    tag,
    attributes: {},
    children: [],
    setAttribute(name, value) { this.attributes[name] = value; },
    append(...children) { this.children.push(...children); },
  }),
};
"""
"""As much of a browser's document as `dom.js` needs to make elements."""

WORDS = """
const t = (name, values = {}) => [name, ...Object.values(values)].join(" ");
const date = (iso) => iso;
"""
"""Words and dates that stand for those of `i18n.js`, which fetches its dictionary."""


class Modules:
    """Modules in one scope; `before` stands for what they import besides each other and what a browser has."""

    def __init__(self, *names: str, before: str = "") -> None:
        code = [_EXPORT.sub("", _IMPORT.sub("", files.files()[f"js/{name}.js"].data.decode())) for name in names]
        self._engine = MiniRacer()
        self._engine.eval("\n".join([before, *code]))

    def call(self, function: str, *arguments: Any) -> Any:
        """Call a function by its name; arguments and result are JSON, undefined is None."""
        return json.loads(self._eval(f"JSON.stringify(({function})(...{json.dumps(arguments)}) ?? null)"))

    def wait(self, function: str, *arguments: Any) -> Any:
        """Call a function that gives a promise, and wait for it."""
        called = f"({function})(...{json.dumps(arguments)})"
        return json.loads(self._eval(f"{called}.then((result) => JSON.stringify(result ?? null))").get(timeout=60))

    def _eval(self, code: str) -> Any:
        return self._engine.eval(code)
