"""What the errors say, and what catches them."""

import inspect

import pytest

from corpus import errors
from corpus.errors import InputRefused, LibraryError, QuestionRefused, RujukError, damaged_document, unknown_document

KINDS = [kind for _, kind in inspect.getmembers(errors, inspect.isclass)]


@pytest.mark.parametrize("kind", KINDS)
def test_the_root_catches_every_error_and_the_module_names_it(kind: type[Exception]) -> None:
    assert issubclass(kind, RujukError)
    tree = inspect.getdoc(errors) or ""
    assert kind.__name__ in tree.split()


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind.__name__.startswith("Library")])
def test_trouble_with_the_library_is_no_fault_of_what_was_asked(kind: type[Exception]) -> None:
    assert issubclass(kind, LibraryError)
    assert not issubclass(kind, InputRefused)


def test_a_question_is_refused_by_the_name_of_what_is_wrong_with_it() -> None:
    assert QuestionRefused("it is empty").field == "question"
    refused = QuestionRefused("it is negative", field="limit")
    assert (str(refused), refused.field) == ("it is negative", "limit")


@pytest.mark.parametrize("document_id", ["fees.txt", "it's", "two\nlines", "\ud800"])
def test_a_document_is_named_so_that_any_name_can_be_written_on_one_line(document_id: str) -> None:
    for error in (unknown_document(document_id), damaged_document(document_id)):
        assert repr(document_id) in str(error)
        assert "\n" not in str(error)
        assert str(error).encode()
