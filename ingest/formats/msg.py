"""Outlook messages (.msg): read as other messages are, from the properties that Outlook keeps in a compound file."""

import struct
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from email import message_from_string, policy
from email.message import EmailMessage
from typing import Final

from olefile import OleFileIO

from corpus.errors import DocumentRefused
from ingest.content import Content
from ingest.encodings import decoded
from ingest.formats import mail, plain
from ingest.formats.html import reader as html
from ingest.text import is_visible, one_line

_SUBJECT: Final = 0x0037
_SENT: Final = 0x0039
_SENT_WITH: Final = 0x007D
_SENDER: Final = 0x0C1A
_ADDRESSES: Final = (0x5D01, 0x0C1F)
"""The sender's on the internet, and the sender's in whatever system the message is from."""
_CC: Final = 0x0E03
_TO: Final = 0x0E04
_BODY: Final = 0x1000
_RICH_TEXT: Final = 0x1009
_HTML: Final = 0x1013
_TOLD: Final = (_SUBJECT, _SENT_WITH, _SENDER, *_ADDRESSES, _CC, _TO, _BODY, _RICH_TEXT, _HTML)
"""The properties that are read of a message."""
_NAMES: Final = (0x3707, 0x3704, 0x3001)
"""An attachment's name: as it is, as old systems have it, as it is shown."""
_CODE_PAGES: Final = (0x3FDE, 0x3FFD)
"""Of the text, and of all other words."""
_CODECS: Final = {
    936: "gb18030",
    20127: "ascii",
    20866: "koi8-r",
    21866: "koi8-u",
    50220: "iso-2022-jp",
    51932: "euc-jp",
    51949: "euc-kr",
    54936: "gb18030",
    65001: "utf-8",
}
"""Codecs that Python does not call by the number of the code page."""
_FAULTS: Final = (
    *(OSError, ValueError, LookupError, TypeError, AttributeError, OverflowError, EOFError, struct.error),
    RecursionError,  # folders in a circle
)
_HEAD: Final = 32
_ATTACHED_HEAD: Final = 8
"""Bytes before the list of properties, of the message and of what is attached."""
_ATTACHED: Final = "__attach_version1.0_#"
_LISTED: Final = "__properties_version1.0"


def read(data: bytes) -> Content:
    """The content of a message: its subject as a heading, its headers as lines, its text; attachments are named.

    Raises DocumentRefused for one without text and for one that is damaged.
    """
    try:
        with OleFileIO(data) as file:
            folders = {path[0] for path in file.listdir() if path[0].startswith(_ATTACHED)}
            message = _Properties(file, [], _HEAD)
            attached = [_Properties(file, [folder], _ATTACHED_HEAD) for folder in sorted(folders)]
    except _FAULTS as error:
        raise DocumentRefused("it is no Outlook message, or damaged; save it again, as .eml") from error
    sent_with = message_from_string(message.text(_SENT_WITH), policy=policy.default)
    assert isinstance(sent_with, EmailMessage)  # noqa: S101 - what the default policy makes
    sent = message.time(_SENT)
    kept = {
        "from": _sender(message),
        "to": message.text(_TO),
        "cc": message.text(_CC),
        "date": f"{sent:%a, %d %b %Y %H:%M:%S %z}" if sent else "",
    }
    headers = {name: mail.header(sent_with, name) or one_line(kept[name]) for name in mail.HEADERS}
    day = mail.day(sent_with) or (sent.date().isoformat() if sent else None)
    return mail.told(_body(message), one_line(message.text(_SUBJECT)), headers, day, list(_named(attached)))


class _Properties:
    """The properties of a message, or of what is attached to it. Raises one of `_FAULTS` for what holds none."""

    def __init__(self, file: OleFileIO, folder: Sequence[str], head: int) -> None:
        wanted = {f"{name:04X}{kind}" for name in (*_TOLD, *_NAMES) for kind in ("001F", "001E", "0102")}
        self._held: dict[str, bytes] = {
            path[-1][-8:].upper(): file.openstream(path).read()
            for path in file.listdir()
            if path[:-1] == [*folder] and path[-1][-8:].upper() in wanted
        }
        listed = file.openstream([*folder, _LISTED]).read()[head:]
        self._listed = {
            name: value for _, name, value in struct.iter_unpack("<HH4xQ", listed[: len(listed) // 16 * 16])
        }

    def text(self, name: int) -> str:
        """The words of a property, "" for none."""
        words = self._held.get(f"{name:04X}001F")
        if words is not None:
            return words.decode("utf-16-le", "replace").replace("\0", "")
        data = self._held.get(f"{name:04X}001E", b"").replace(b"\0", b"")
        return self.coded(data, is_text=name in {_BODY, _HTML}) or decoded(data)

    def coded(self, data: bytes, *, is_text: bool) -> str:
        """The bytes as text in the code page that the message names, "" where it names none that they fit."""
        pages = [self._listed.get(name, 0) & 0xFFFFFFFF for name in (_CODE_PAGES if is_text else _CODE_PAGES[1:])]
        for page in filter(None, pages):
            codec = f"iso-8859-{page - 28590}" if 28590 < page < 28606 else _CODECS.get(page, f"cp{page}")
            try:
                return data.decode(codec)
            except (LookupError, UnicodeError):
                continue
        return ""

    def held(self, name: int) -> bytes:
        """The bytes of a property, b"" for none."""
        return self._held.get(f"{name:04X}0102", b"")

    def time(self, name: int) -> datetime | None:
        """The time that a property says, None for none."""
        try:
            return datetime(1601, 1, 1, tzinfo=UTC) + timedelta(microseconds=self._listed[name] // 10)
        except (KeyError, OverflowError):
            return None


def _body(message: _Properties) -> Content:
    """The text of the message: its HTML where it has some, which says what is a heading, a list, a table."""
    page, text = message.held(_HTML), message.text(_BODY)
    if page:
        coded = message.coded(page, is_text=True)
        return html.read(coded.encode("utf-8", "replace") if coded else page)
    if shown := message.text(_HTML):
        return html.read(shown.encode("utf-8", "replace"))
    if is_visible(text):
        return plain.read(text)
    if message.held(_RICH_TEXT):
        raise DocumentRefused("its text is kept as rich text alone; save the message as .eml, PDF or plain text")
    raise DocumentRefused("it is a message without text; add what is attached to it")


def _sender(message: _Properties) -> str:
    name = message.text(_SENDER)
    address = next(filter(None, map(message.text, _ADDRESSES)), "")
    return f"{name} <{address}>" if name and "@" in address else name or address


def _named(attached: Sequence[_Properties]) -> Iterator[str]:
    for each in attached:
        yield next(filter(is_visible, (one_line(each.text(name)) for name in _NAMES)), "attachment")
