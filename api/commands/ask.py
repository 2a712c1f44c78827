"""`rujuk ask`: one question; text with numbered citations, or the HTTP response body. `rujuk verify`: do they hold?"""

import json as json_
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer
from pydantic import ValidationError
from rich.text import Text

from api import actions, terminal
from api.actions import verify_citation
from api.bootstrap import open_or_make
from api.commands.options import (
    CitationArgument,
    CollectionsOption,
    FromOption,
    JsonOption,
    LanguagesOption,
    LibraryOption,
    MetadataOption,
    QuestionArgument,
    ToOption,
    TopKOption,
    settings,
)
from api.differing import describe_difference
from api.schemas.ask import AnswerText, AskRequest, AskResponse, Citation, Passage
from api.schemas.filters import pairs
from api.schemas.verify import ClaimedCitation
from corpus.errors import InputRefused, QuestionRefused
from corpus.library import Library


def ask(
    context: typer.Context,
    question: QuestionArgument,
    top_k: TopKOption = 5,
    collection: CollectionsOption = None,
    language: LanguagesOption = None,
    published_from: FromOption = None,
    published_to: ToOption = None,
    metadata: MetadataOption = None,
    json: JsonOption = False,
    library: LibraryOption = None,
) -> None:
    """Ask a question; get the sentence that answers it, with citations."""
    if any("=" not in each for each in metadata or ()):
        raise typer.BadParameter("write it as KEY=VALUE", param_hint="--metadata")
    chosen = settings(context, library)
    wanted = {
        "collection": collection or None,
        "language": language or None,
        "published_from": published_from,
        "published_to": published_to,
        "metadata": dict(pairs(metadata or ())),
    }
    request = _request(question=question, top_k=top_k, filter=wanted)
    actions.check_question(request, chosen)
    response = actions.answer_question(open_or_make(chosen, terminal.note), request)
    for document_id in response.library.left_out:
        terminal.note(f"the document {document_id} is damaged, and was partly left out; `rujuk check` says more")
    if json:
        terminal.write(response.model_dump_json())
    else:
        terminal.show(*_lines(response))


def _request(**fields: Any) -> AskRequest:
    try:
        return AskRequest.model_validate(fields)
    except ValidationError as error:
        part = error.errors()[0]
        field, message = ".".join(map(str, part["loc"])), str(part["msg"]).removeprefix("Value error, ")
        raise QuestionRefused(f"{field}: {message}", field=field) from None


def _lines(response: AskResponse) -> Iterator[Text]:
    for each in response.passages[0].citation.quote.context if response.answer else ():
        yield from terminal.wrapped(Text(terminal.one_line(each.text), style="dim"))
    yield from terminal.wrapped(_head(response))
    yield Text(f"confidence {response.confidence:.2f}", style="dim")
    if differing := describe_difference(response):
        yield from terminal.wrapped(Text(terminal.one_line(differing), style="yellow"))
    if response.answer is None and response.passages:
        yield Text("\nNearest passages:")
    for passage in response.passages:
        number = Text(f"[{passage.citation.number}] ", style="cyan")
        yield Text()
        yield from terminal.wrapped(_where(passage.citation), first=number)
        yield from terminal.wrapped(_quoted(passage), first=Text(" " * len(number)))
        if named := _editions(passage.citation):
            yield from terminal.wrapped(named, first=Text(" " * len(number)))


def _head(response: AskResponse) -> Text:
    if response.answer is not None:
        head = _emphasise(response.answer)
        return head.append(f" [{response.answer.citation}]", style="not bold cyan")
    head = Text("The documents do not say.", style="bold")
    if response.refusal is not None:
        head.append(f" {terminal.one_line(response.refusal.reason)}", style="not bold")
    return head


def _emphasise(answer: AnswerText) -> Text:
    """The quote, with the words that are the answer itself underlined."""
    head = Text(terminal.one_line(answer.text), style="bold")
    if answer.span is not None:
        head.highlight_words([terminal.one_line(answer.span.text)], style="underline")
    return head


def _where(citation: Citation) -> Text:
    """Title, date, headings, page, paragraph, cells, and whether it is sure: as much of them as the document gives."""
    document = citation.document
    repeated = citation.headings[:1] == [document.title]  # the page leaves it out too
    headings = " › ".join(citation.headings[repeated:])
    parts = [document.title or document.id, document.published, headings]
    parts += [f"page {citation.page}" if citation.page is not None else "", f"paragraph {citation.paragraph}"]
    parts += [citation.quote.cells, "not all of it could be read for certain" if citation.unsure else ""]
    return Text(terminal.one_line(", ".join(part for part in parts if part)))


def _editions(citation: Citation) -> Text | None:
    """Which other documents say the same, such as earlier editions."""
    named = [
        f"{each.title or each.id}{f' ({each.published})' if each.published else ''}"
        for each in citation.also_in_documents
    ]
    left = len(citation.also_in) - len(named)
    more = [f"{left} more"] if left else []
    return Text(terminal.one_line(f"the same is in: {'; '.join([*named, *more])}"), style="dim") if named else None


def _quoted(passage: Passage) -> Text:
    """The paragraph with its quote emphasised."""
    quote = passage.citation.quote
    start, end = quote.start - passage.citation.start, quote.end - passage.citation.start
    pieces = ((passage.text[:start], ""), (passage.text[start:end], "not dim underline"), (passage.text[end:], ""))
    text = Text(style="dim")
    for piece, style in pieces:
        text.append(terminal.safe(piece), style=style)
    return text


def verify(
    context: typer.Context,
    citation: CitationArgument,
    json: JsonOption = False,
    library: LibraryOption = None,
) -> None:
    """Check whether a citation still holds.

    Exit 0 where its quote is found or has moved, 3 where it has changed or is gone.
    """
    opened = Library.open(settings(context, library).library)
    verdict = verify_citation(opened, _read_claimed(citation))
    if json:
        terminal.write(verdict.model_dump_json())
    else:
        terminal.write(f"{verdict.status}: {terminal.one_line(verdict.detail)}")
    if verdict.status in ("changed", "gone"):
        raise typer.Exit(3)


def _read_claimed(path: Path) -> ClaimedCitation:
    name = "standard input" if str(path) == "-" else str(path)
    try:
        text = sys.stdin.read() if str(path) == "-" else path.read_text("utf-8")
        return ClaimedCitation.model_validate(_citation_in(json_.loads(text)))
    except OSError as error:
        raise InputRefused(f"cannot read {name}: {error.strerror}") from error
    except ValidationError as error:
        part = error.errors()[0]
        field = ".".join(str(place) for place in part["loc"]) or "it"
        raise InputRefused(f"{name} is no citation: {field}: {part['msg']}") from None
    except (ValueError, RecursionError) as error:
        raise InputRefused(f"{name} is no JSON: {error}") from None


def _citation_in(value: Any) -> Any:
    """The citation in a citation, in a passage, or in a whole answer."""
    if not isinstance(value, dict):
        return value
    if isinstance(value.get("passages"), list):
        answer = value.get("answer")
        if not isinstance(answer, dict):
            raise InputRefused("there is no answer in it, so there is no citation to verify")
        return _numbered(value["passages"], answer.get("citation"))
    return value.get("citation", value)


def _numbered(passages: list[Any], number: Any) -> Any:
    for passage in passages:
        citation = passage.get("citation") if isinstance(passage, dict) else None
        if isinstance(citation, dict) and citation.get("number") == number:
            return citation
    raise InputRefused(f"none of its passages has the answer's citation, number {number}")
