import struct
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

import pytest

from corpus.errors import DocumentRefused
from ingest.content import Content
from ingest.formats import msg
from ingest.sniff import format_of

BODY = "The fee for the north berth rises to 90 ringgit from June, as the council agreed.\n"
SUBJECT, FROM, ADDRESS, TO, HEADERS, TEXT, HTML, RICH = 0x37, 0xC1A, 0xC1F, 0xE04, 0x7D, 0x1000, 0x1013, 0x1009
SENT, CODEPAGE = 0x39, 0x3FDE
FREE, END, FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
Said = Mapping[int, str | bytes | int | datetime]


def padded(data: bytes, size: int) -> bytes:
    return data + bytes(-len(data) % size)


def streams_of(said: Said, head: int) -> dict[str, bytes]:
    """The streams that hold these properties, with `head` bytes before the list of them."""
    told, made = bytes(head), {}
    for name, value in said.items():
        if isinstance(value, int):
            told += struct.pack("<HHIQ", 3, name, 6, value)
        elif isinstance(value, datetime):
            since = (value - datetime(1601, 1, 1, tzinfo=UTC)).total_seconds()
            told += struct.pack("<HHIQ", 0x40, name, 6, int(since) * 10**7)
        else:
            kind, held = (0x1F, value.encode("utf-16-le")) if isinstance(value, str) else (0x102, value)
            told += struct.pack("<HHIII", kind, name, 6, len(held), 0)
            made[f"__substg1.0_{name:04X}{kind:04X}"] = held
    return made | {"__properties_version1.0": told}


def msg_of(said: Said, attached: Sequence[Said] = ()) -> bytes:
    """A compound file of one sector table: the streams of the message, then a folder of streams an attachment."""
    folders = {f"__attach_version1.0_#{number:08X}": streams_of(each, 8) for number, each in enumerate(attached)}
    mini = b""
    chains: list[int] = []
    entries: list[bytes] = []

    def entry(name: str, kind: int, after: int, first: int, start: int, size: int) -> bytes:
        shown = name.encode("utf-16-le") + b"\0\0"
        places = struct.pack("<BBIII", kind, 1, FREE, after, first)
        return (
            shown.ljust(64, b"\0")
            + struct.pack("<H", len(shown))
            + places
            + bytes(36)
            + struct.pack("<IQ", start, size)
        )

    def add(streams: Mapping[str, bytes], more: bool) -> None:
        nonlocal mini
        for number, (name, held) in enumerate(streams.items(), start=1):
            after = FREE if number == len(streams) and not more else len(entries) + 2
            entries.append(entry(name, 2, after, FREE, len(mini) // 64, len(held)))
            chains.extend([*range(len(chains) + 1, len(chains) + (len(held) + 63) // 64), END] if held else [])
            mini += padded(held, 64)

    add(streams_of(said, 32), bool(folders))
    for number, (name, streams) in enumerate(folders.items(), start=1):
        here = len(entries)
        after = FREE if number == len(folders) else here + len(streams) + 2
        entries.append(entry(name, 1, after, here + 2, 0, 0))
        add(streams, more=False)
    tables = padded(struct.pack(f"<{len(chains)}I", *chains), 512)
    directory = padded(b"root".ljust(128) + b"".join(entries), 512)
    starts = [1, 1 + len(directory) // 512, 1 + (len(directory) + len(tables)) // 512]
    root = entry("Root Entry", 5, FREE, 1, starts[2], len(mini))
    directory, mini_sectors = root + directory[128:], padded(mini, 512)
    fat = [FAT]
    for part in (directory, tables, mini_sectors):
        fat += [*range(len(fat) + 1, len(fat) + len(part) // 512), END]
    head = struct.pack("<8s16xHHHHH6xIII4xIIIII", bytes.fromhex("d0cf11e0a1b11ae1"), 62, 3, 0xFFFE, 9, 6, 0, 1, 1,
                       4096, starts[1], len(tables) // 512, END, 0)  # fmt: skip
    listed = struct.pack("<109I", 0, *[FREE] * 108)
    return head + listed + struct.pack("<128I", *fat, *[FREE] * (128 - len(fat))) + directory + tables + mini_sectors


def shown(content: Content) -> list[str]:
    return [block.span.of(content.text) for block in content.blocks]


SAID: Said = {
    SUBJECT: "Phí neo đậu",
    FROM: "Mary Kong",
    ADDRESS: "mary@port.example",
    TO: "All at the port",
    SENT: datetime(2025, 10, 24, 3, 30, tzinfo=UTC),
    TEXT: BODY,
}


def test_a_message_says_who_wrote_it_when_and_what() -> None:
    made = msg.read(msg_of(SAID))
    assert shown(made) == [
        "Phí neo đậu",
        "From: Mary Kong <mary@port.example>",
        "To: All at the port",
        "Date: Fri, 24 Oct 2025 03:30:00 +0000",
        BODY.strip(),
    ]
    assert (made.title, made.published) == ("Phí neo đậu", "2025-10-24")
    assert made.metadata == {"author": "Mary Kong <mary@port.example>"}


def test_headers_that_it_was_sent_with_go_before() -> None:
    headers = (
        "From: =?utf-8?q?Si=E1=BB=B1?= <s@port.example>\r\nDate: Fri, 24 Oct 2025 10:30:00 +0700\r\n"
        "To: b@port.example\r\n"
    )
    made = msg.read(msg_of({**SAID, HEADERS: headers}))
    assert shown(made)[1:4] == [
        "From: Siự <s@port.example>",
        "To: b@port.example",
        "Date: Fri, 24 Oct 2025 10:30:00 +0700",
    ]


@pytest.mark.parametrize("codepage", [874, 65001, 1])
def test_html_is_read_as_such_in_its_encoding(codepage: int) -> None:
    words = "ประตูปิดเวลา 22:30 น."
    page = f"<h2>Fees</h2><p>{words}</p><p>{BODY}</p>".encode("cp874" if codepage == 874 else "utf-8")
    made = msg.read(msg_of({**SAID, HTML: page, CODEPAGE: codepage}))
    assert ("heading", 3, "Fees") in [(each.kind, each.level, each.span.of(made.text)) for each in made.blocks]
    assert words in shown(made)


@pytest.mark.parametrize(("codepage", "codec"), [(874, "cp874"), (950, "cp950"), (1258, "cp1258"), (28592, "latin2")])
def test_words_of_eight_bits_are_in_the_code_page_that_the_message_names(codepage: int, codec: str) -> None:
    words = {"cp874": "ประตูปิด", "cp950": "北碼頭", "cp1258": "Phí neo", "latin2": "Łódź"}[codec]
    data = msg_of({TEXT: words.encode(codec) * 2, 0x3FFD: codepage})
    made = msg.read(data.replace("10000102".encode("utf-16-le"), "1000001E".encode("utf-16-le")))
    assert shown(made) == [words * 2]


def test_attachments_are_named() -> None:
    made = msg.read(msg_of(SAID, [{0x3707: "fees.pdf"}, {0x3704: "OLD~1.DOC"}, {0x3705: 1}]))
    assert made.remarks == ("attachments are not read: fees.pdf, OLD~1.DOC, attachment",)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "no Outlook message"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + bytes(5000), "no Outlook message"),
        (msg_of(SAID)[:1000], "no Outlook message"),
        (msg_of({SUBJECT: "Hello"}), "without text"),
        (msg_of({SUBJECT: "Hello", RICH: b"x"}), "rich text alone"),
    ],
)
def test_what_holds_no_text_is_refused(data: bytes, words: str) -> None:
    with pytest.raises(DocumentRefused, match=words):
        msg.read(data)


@pytest.mark.parametrize("place", range(0, 5000, 331))
def test_a_damaged_message_is_read_or_refused(place: int) -> None:
    data = bytearray(msg_of(SAID, [{0x3707: "fees.pdf"}]))
    data[place % len(data)] ^= 0xFF
    try:
        read = msg.read(bytes(data)).text
    except DocumentRefused as refusal:
        read = str(refusal)
    assert "ringgit" in read or "; " in read


def test_an_old_word_file_that_embeds_a_message_is_no_message() -> None:
    data = bytearray(msg_of(SAID) + "WordDocument".encode("utf-16-le"))
    assert format_of(bytes(data), "a.msg").name == "msg"
    root = (int.from_bytes(data[48:52], "little") + 1) << int.from_bytes(data[30:32], "little")
    data[root + 80 : root + 96] = bytes.fromhex("0609020000000000c000000000000046")
    with pytest.raises(DocumentRefused, match="an old Word document"):
        format_of(bytes(data), "a.doc")
