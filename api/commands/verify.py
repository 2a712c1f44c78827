"""`rujuk verify`: does this citation still hold?"""

import json as json_
import sys
from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import ValidationError

from api import terminal
from api.actions import verify_citation
from api.commands.options import JsonOption, LibraryOption, settings
from api.schemas.verify import ClaimedCitation
from corpus.errors import InputRefused
from corpus.library import Library


def verify(
    context: typer.Context,
    citation: Annotated[
        Path,
        typer.Argument(
            metavar="CITATION.json",
            help="A citation, a passage, or a whole answer of `rujuk ask --json`; - reads standard input.",
            show_default=False,
        ),
    ],
    json: JsonOption = False,
    library: LibraryOption = None,
) -> None:
    """Check whether a citation still holds.

    Exit 0 where its quote is found or has moved, 3 where it has changed or is gone.
    """
    opened = Library.open(settings(context, library).library)
    verdict = verify_citation(opened, _read(citation))
    if json:
        terminal.write(verdict.model_dump_json())
    else:
        terminal.write(f"{verdict.status}: {terminal.one_line(verdict.detail)}")
    if verdict.status in ("changed", "gone"):
        raise typer.Exit(3)


def _read(path: Path) -> ClaimedCitation:
    name = "standard input" if str(path) == "-" else str(path)
    try:
        text = sys.stdin.read() if str(path) == "-" else path.read_text("utf-8")
        return ClaimedCitation.model_validate(_citation(json_.loads(text)))
    except OSError as error:
        raise InputRefused(f"cannot read {name}: {error.strerror}") from error
    except ValidationError as error:
        part = error.errors()[0]
        field = ".".join(str(place) for place in part["loc"]) or "it"
        raise InputRefused(f"{name} is no citation: {field}: {part['msg']}") from None
    except (ValueError, RecursionError) as error:
        raise InputRefused(f"{name} is no JSON: {error}") from None


def _citation(value: Any) -> Any:
    """The citation in a citation, in a passage, or in a whole answer."""
    if not isinstance(value, dict):
        return value
    if isinstance(value.get("passages"), list):
        answer = value.get("answer")
        if not isinstance(answer, dict):
            raise InputRefused("there is no answer in it, so there is no citation to verify")
        return _cited(value["passages"], answer.get("citation"))
    return value.get("citation", value)


def _cited(passages: list[Any], number: Any) -> Any:
    for passage in passages:
        citation = passage.get("citation") if isinstance(passage, dict) else None
        if isinstance(citation, dict) and citation.get("number") == number:
            return citation
    raise InputRefused(f"none of its passages has the answer's citation, number {number}")
