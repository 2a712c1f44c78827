"""`rujuk ask`: one question; text with numbered citations, or the HTTP response body."""

from collections.abc import Iterator
from typing import Annotated, Any

import typer
from pydantic import ValidationError
from rich.text import Text

from api import actions, terminal
from api.bootstrap import open_or_make
from api.commands.options import CollectionsOption, JsonOption, LibraryOption, settings
from api.differing import describe_difference
from api.schemas.ask import AnswerText, AskRequest, AskResponse, Citation, Passage
from api.schemas.filters import pairs
from corpus.errors import QuestionRefused


def ask(
    context: typer.Context,
    question: Annotated[
        str, typer.Argument(metavar="QUESTION", help="The question, in plain words.", show_default=False)
    ],
    top_k: Annotated[int, typer.Option("--top-k", metavar="N", help="How many passages to give.")] = 5,
    collection: CollectionsOption = None,
    language: Annotated[
        list[str] | None,
        typer.Option(
            "--language", metavar="TAG", help="Only documents in this language; again for more.", show_default=False
        ),
    ] = None,
    published_from: Annotated[
        str | None,
        typer.Option("--from", metavar="DATE", help="Only documents published then or later.", show_default=False),
    ] = None,
    published_to: Annotated[
        str | None,
        typer.Option("--to", metavar="DATE", help="Only documents published then or earlier.", show_default=False),
    ] = None,
    metadata: Annotated[
        list[str] | None,
        typer.Option(
            "--metadata",
            metavar="KEY=VALUE",
            help="Only documents whose metadata has it; again for more.",
            show_default=False,
        ),
    ] = None,
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
