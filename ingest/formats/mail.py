"""Messages (.eml) and web pages saved with what they show (.mht): their text, and who wrote it when to whom."""

from collections.abc import Iterator, Mapping, Sequence
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Final

from corpus.errors import DocumentRefused
from ingest import metadata
from ingest.content import Content, TextBuilder
from ingest.encodings import decoded
from ingest.formats import plain
from ingest.formats.html import reader as html
from ingest.text import is_visible, one_line

HEADERS: Final = ("from", "to", "cc", "date")
_MOST_NAMED: Final = 20


def read(data: bytes) -> Content:
    """The content of a message: its subject as a heading, its headers as lines, its text; attachments are named.

    A saved page is read as the page alone. Raises DocumentRefused for one without text.
    """
    message = message_from_bytes(data, policy=policy.default)
    assert isinstance(message, EmailMessage)  # noqa: S101 - what the default policy makes
    body = _body(message)
    if message.get_content_type() == "multipart/related" and not message["from"]:
        return body
    headers = {name: header(message, name) for name in HEADERS}
    return told(body, header(message, "subject"), headers, day(message), list(_attached(message)))


def told(body: Content, subject: str, headers: Mapping[str, str], sent: str | None, attached: Sequence[str]) -> Content:
    """The content of a message with that text, which says who wrote it to whom and names what is attached.

    `headers`: those of `HEADERS` by their names; `sent`: the day, as `YYYY-MM-DD`.
    """
    builder = TextBuilder()
    builder.add(subject, "heading")
    for name in HEADERS:
        if value := headers.get(name):
            builder.add(f"{name.capitalize()}: {value}", "line")
    for block in body.blocks:
        level = block.level + 1 if block.kind == "heading" else block.level
        builder.add(block.span.of(body.text), block.kind, level=level)
    said = f"attachments are not read: {', '.join(attached[:_MOST_NAMED])}"
    return Content(
        builder.text,
        builder.blocks,
        metadata.title(subject),
        published=sent,
        metadata=metadata.author(headers.get("from")),
        remarks=(*body.remarks, *([said] if attached else [])),
    )


def _body(message: EmailMessage) -> Content:
    """The text of the message: its HTML where it has some, which says what is a heading, a list, a table."""
    part = message.get_body(preferencelist=("html", "plain"))
    held = part.get_payload(decode=True) if part is not None else None
    if part is None or not isinstance(held, bytes) or not held.strip():
        raise DocumentRefused("it is a message without text; add what is attached to it")
    charset = part.get_content_charset()
    if charset and charset not in {"utf-8", "us-ascii"}:
        try:
            held = held.decode(charset).encode()
        except (LookupError, UnicodeError):
            pass
        else:
            held = held.replace(b"charset=" + charset.encode(), b"charset=utf-8")
    return html.read(held) if part.get_content_subtype() == "html" else plain.read(decoded(held))


def header(message: EmailMessage, name: str) -> str:
    """What the header says in one line, "" for one that is missing or broken."""
    try:
        value = one_line(str(message[name] or ""))
    except (ValueError, IndexError, AttributeError, TypeError):  # a header that the parser fails at
        return ""
    return value if is_visible(value) else ""


def day(message: EmailMessage) -> str | None:
    """The day on which the message was sent, as `YYYY-MM-DD`, None where it says none."""
    try:
        return message["date"].datetime.date().isoformat()  # type: ignore[no-any-return]
    except (AttributeError, ValueError, IndexError, TypeError):
        return None


def _attached(message: EmailMessage) -> Iterator[str]:
    for part in message.iter_attachments():
        yield one_line(part.get_filename() or part.get_content_type())
