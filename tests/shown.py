"""Compare what a document shows with what comes: words exactly, numbers to the digit shown."""

from typing import Any


def assert_shows(shown: Any, whole: Any, place: str = "$") -> None:
    """Assert that what is shown is what came; an object may leave keys out, a list may not leave items out."""
    if isinstance(shown, dict):
        assert isinstance(whole, dict), place
        for key, value in shown.items():
            assert key in whole, f"{place}.{key}"
            assert_shows(value, whole[key], f"{place}.{key}")
    elif isinstance(shown, list):
        assert isinstance(whole, list), place
        assert len(shown) == len(whole), place
        for number, (one, other) in enumerate(zip(shown, whole, strict=True)):
            assert_shows(one, other, f"{place}[{number}]")
    elif isinstance(shown, float):
        assert round(whole, _decimals(shown)) == shown, f"{place}: {whole} is shown as {shown}"
    else:
        assert shown == whole, place


def _decimals(number: float) -> int:
    return len(repr(number).partition(".")[2])
