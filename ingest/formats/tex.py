"""Formulas in TeX's notation as plain text: `10^6` and `3/4` rather than the commands that draw them."""

import re
from typing import Final

from ingest.formats import formulas

_GROUP: Final = r"\{((?:[^{}]|\{[^{}]*\})*)\}"
_FRACTION: Final = re.compile(rf"\\[dt]?frac\s*{_GROUP}\s*{_GROUP}")
_ROOT: Final = re.compile(rf"\\sqrt\s*(?:\[([^\[\]]*)\])?\s*{_GROUP}")
_WORDS: Final = re.compile(rf"\\(?:text|mathrm|mathbf|mathit|operatorname|textbf|textit|mbox|unit)\*?\s*{_GROUP}")
_SCRIPT: Final = re.compile(rf"\s*([\^_])\s*(?:{_GROUP}|([^\s{{}}\\]))")
_SIGNS: Final = {
    "times": "×",
    "cdot": "·",
    "div": "÷",
    "pm": "±",
    "mp": "∓",
    "le": "≤",
    "leq": "≤",
    "ge": "≥",
    "geq": "≥",
    "ne": "≠",
    "neq": "≠",
    "approx": "≈",
    "sim": "~",
    "to": "→",
    "rightarrow": "→",
    "infty": "∞",
    "circ": "°",
    "degree": "°",
    "alpha": "α",
    "beta": "β",
    "gamma": "γ",
    "delta": "δ",
    "epsilon": "ε",
    "lambda": "λ",
    "mu": "µ",
    "pi": "π",
    "sigma": "σ",
    "Delta": "Δ",
    "Sigma": "Σ",
    "Omega": "Ω",
    "sum": "∑",
    "ldots": "…",
    "dots": "…",
    "cdots": "…",
}
_COMMAND: Final = re.compile(r"\\([A-Za-z]+|.)\s*")
_MOST: Final = 20
"""Fractions within fractions."""


def plain(source: str) -> str:
    """The formula in one line; a command that is not known goes."""
    source = _WORDS.sub(r"\1", source)
    for _ in range(_MOST):
        drawn = _FRACTION.sub(lambda match: formulas.fraction(_before(match), match[1], match[2]), source)
        drawn = _ROOT.sub(lambda match: formulas.root(match[2], match[1] or ""), drawn)
        if drawn == source:
            break
        source = drawn
    source = _COMMAND.sub(_sign, source)
    written = _SCRIPT.sub(_script, source)
    return " ".join(written.replace("{", "").replace("}", "").split())


def _sign(match: re.Match[str]) -> str:
    name = match[1]
    if name.isalpha():
        return f"{_SIGNS[name]} " if name in _SIGNS else " "
    return name if name in "%$&#_{}" else " "


def _script(match: re.Match[str]) -> str:
    words = match[2] if match[2] is not None else match[3]
    written = formulas.raised if match[1] == "^" else formulas.lowered
    return written(_before(match), words)


def _before(match: re.Match[str]) -> str:
    return match.string[max(match.start() - 3, 0) : match.start()]
