"""`conversation.js`: what a tab keeps is shown again, unless an earlier version kept it in another form."""

import json

import pytest

from tests.api.web.javascript import Modules

TURN = {
    "question": "Why?",
    "before": list[object](),
    "response": {"passages": list[object]()},
    "problem": None,
    "waiting": None,
}


@pytest.mark.parametrize(("number", "shown"), [(1, []), (2, []), (3, [TURN])])
def test_turns_of_another_form_are_left(number: int, shown: list[object]) -> None:
    kept = json.dumps({f"rujuk.conversation.{number}": json.dumps([TURN])})
    storage = f"const kept = {kept}; const sessionStorage = {{ getItem: (key) => kept[key] ?? null }};"
    assert Modules("conversation", before=storage).call("() => turns") == shown
