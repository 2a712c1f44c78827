"""Small files of each format, made by hand, sound or not."""

import io
import zipfile
import zlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from xml.sax.saxutils import escape

Line = tuple[Any, ...]
"""From the left and from the bottom in points, the words, then perhaps the size and whether it is bold."""

FONTS = (
    b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
    b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica-Bold/Encoding/WinAnsiEncoding>>",
)

ENDLESS = b"<html>" + b"<div>" * 300_000
"""Takes minutes: what parses HTML takes time that grows with the square of the depth."""


def stream(data: bytes, more: bytes = b"") -> bytes:
    packed = zlib.compress(data, 9)
    return b"<</Length %d/Filter/FlateDecode%s>>stream\n" % (len(packed), more) + packed + b"\nendstream"


def objects(bodies: Sequence[bytes], trailer: bytes = b"") -> bytes:
    """A PDF of these objects, numbered from 1, of which the first is the catalogue."""
    made = b"%PDF-1.7\n"
    offsets = []
    for number, body in enumerate(bodies, start=1):
        offsets.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    count = len(bodies) + 1
    return (
        made
        + b"xref\n0 %d\n0000000000 65535 f \n%s" % (count, table)
        + b"trailer<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF" % (count, trailer, len(made))
    )


def pdf(*pages: Iterable[Line], title: str = "", date: str = "", outline: Sequence[tuple[str, int]] = ()) -> bytes:
    """A PDF of A4 pages with these lines; `outline` names headings and their pages, from 1."""
    contents = [b"".join(map(_shown, lines)) for lines in pages]
    return raw_pdf(contents, title=title, date=date, outline=outline)


def raw_pdf(
    contents: Sequence[bytes], title: str = "", date: str = "", outline: Sequence[tuple[str, int]] = ()
) -> bytes:
    """A PDF whose pages are drawn by these operators."""
    first = 6
    kids = b" ".join(b"%d 0 R" % (first + 2 * index) for index in range(len(contents)))
    marks = first + 2 * len(contents)
    bodies = [
        b"<</Type/Catalog/Pages 2 0 R/Outlines %d 0 R>>" % marks,
        b"<</Type/Pages/Count %d/Kids[%s]/MediaBox[0 0 595 842]>>" % (len(contents), kids),
        FONTS[0],
        FONTS[1],
        b"<</Title(%s)/CreationDate(%s)>>" % (title.encode("cp1252"), date.encode()),
    ]
    for index, content in enumerate(contents):
        page = b"<</Type/Page/Parent 2 0 R/Contents %d 0 R/Resources<</Font<</F 3 0 R/B 4 0 R>>>>>>"
        bodies += [page % (first + 2 * index + 1), stream(content)]
    last = marks + len(outline)
    bodies.append(b"<</Count %d/First %d 0 R/Last %d 0 R>>" % (len(outline), marks + 1, last) if outline else b"<<>>")
    for index, (name, page_number) in enumerate(outline, start=1):
        after = b"/Next %d 0 R" % (marks + index + 1) if index < len(outline) else b""
        target = first + 2 * (page_number - 1)
        bodies.append(b"<</Title(%s)/Parent %d 0 R/Dest[%d 0 R/Fit]%s>>" % (name.encode(), marks, target, after))
    return objects(bodies, b"/Info 5 0 R")


def _shown(line: Line) -> bytes:
    left, bottom, words = line[:3]
    size, bold = list(line[3:]) + [10.0, False][len(line) - 3 :]
    font = b"B" if bold else b"F"
    text = str(words).encode("cp1252").replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")
    return b"BT /%s %.1f Tf %.1f %.1f Td (%s) Tj ET\n" % (font, size, left, bottom, text)


W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELATIONS = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'

STYLES = "".join(
    f'<w:style w:type="paragraph" w:styleId="{name}"><w:name w:val="{shown}"/>{more}</w:style>'
    for name, shown, more in [
        ("T", "Title", ""),
        ("H1", "heading 1", '<w:pPr><w:outlineLvl w:val="0"/></w:pPr>'),
        ("H2", "heading 2", ""),
        ("Mine", "My heading", '<w:basedOn w:val="H2"/>'),
        ("C1", "toc 1", ""),
        ("Item", "List", '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>'),
    ]
)
NUMBERING = (
    '<w:abstractNum w:abstractNumId="0">'
    '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl>'
    '<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="%1(%2)"/></w:lvl>'
    '</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
)


def paragraph(text: str, style: str = "", more: str = "") -> str:
    properties = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{properties}<w:r><w:t>{escape(text)}</w:t></w:r>{more}</w:p>"


def table(*rows: Sequence[str]) -> str:
    made = ""
    for row in rows:
        cells = [cell if cell.startswith("<w:tc>") else f"<w:tc>{paragraph(cell)}</w:tc>" for cell in row]
        made += f"<w:tr>{''.join(cells)}</w:tr>"
    return f"<w:tbl>{made}</w:tbl>"


def docx(body: str, parts: Mapping[str, str | bytes] | None = None, *, head: str = "", namespace: str = W) -> bytes:
    """A Word file with this body; `parts` adds or replaces parts by their names."""

    def root(name: str, inside: str) -> str:
        return f'<?xml version="1.0" encoding="UTF-8"?>{head}<w:{name} xmlns:w="{namespace}">{inside}</w:{name}>'

    kinds = ("styles", "numbering", "footnotes")
    related = "".join(f'<Relationship Id="{kind}" Type="{_R}/{kind}" Target="{kind}.xml"/>' for kind in kinds)
    main = f'<Relationship Id="r" Type="{_R}/officeDocument" Target="word/document.xml"/>'
    note = f'<w:footnote w:id="2">{paragraph("What the note says.")}</w:footnote>'
    return archive(
        {
            "_rels/.rels": _RELATIONS.format(main),
            "word/_rels/document.xml.rels": _RELATIONS.format(related),
            "word/document.xml": root("document", f"<w:body>{body}</w:body>"),
            "word/styles.xml": root("styles", STYLES),
            "word/numbering.xml": root("numbering", NUMBERING),
            "word/footnotes.xml": root("footnotes", note),
            **(parts or {}),
        }
    )


def archive(parts: Mapping[str, str | bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        for name, text in parts.items():
            made.writestr(name, text)
    return file.getvalue()
