"""The text of an HTML file: UTF-16 and UTF-8 where it is that, by a mark or without, else as what it declares."""

import codecs
import re
from typing import Final

from ingest.encodings import decoded, utf16

_WITHIN: Final = 4096
"""Bytes at the start in which a file may declare its encoding; browsers look at 1,024."""
_DECLARED: Final = re.compile(
    rb"<meta\b[^>]{0,500}?\bcharset\s*=\s*[\"']?\s*([\w.:-]{2,40})"
    rb"|^\s*<\?xml\b[^>]{0,200}?\bencoding\s*=\s*[\"']([\w.:-]{2,40})",
    re.IGNORECASE,
)
_MISFITS: Final = 0.001
"""Share of characters that may be no text in the encoding that is declared: pages hold a broken one here and there."""
_AS_BROWSERS: Final = {
    "iso-8859-1": "cp1252",
    "latin1": "cp1252",
    "latin-1": "cp1252",
    "us-ascii": "cp1252",
    "ascii": "cp1252",
    "iso-8859-9": "cp1254",
    "iso-8859-11": "cp874",
    "tis-620": "cp874",
    "windows-874": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "x-sjis": "cp932",
    "euc-kr": "cp949",
    "ks_c_5601-1987": "cp949",
    "big5": "big5hkscs",
}
"""Names that mean a larger encoding, as the WHATWG's Encoding Standard has it."""
_NOT_IN_ASCII: Final = ("utf-16", "utf-32", "utf_16", "utf_32", "utf-7", "utf_7")
"""A declaration that can be read as ASCII is not in these."""


def html_text(data: bytes) -> str:
    """The text of the bytes of an HTML file. Raises DocumentRefused as `decoded` does."""
    if data.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or utf16(data):
        return decoded(data)
    try:
        return data.decode()
    except UnicodeDecodeError:
        return _declared(data) or decoded(data.replace(b"\0", b""))


def _declared(data: bytes) -> str | None:
    """The text in the encoding that the file declares, unless too much does not fit."""
    match = _DECLARED.search(data, 0, _WITHIN)
    if match is None:
        return None
    name = (match[1] or match[2]).decode("ascii", "ignore").lower()
    name = _AS_BROWSERS.get(name, name)
    if name.startswith(_NOT_IN_ASCII):
        return None
    try:
        codec = codecs.lookup(name)
        text = data.decode(codec.name, "replace")
    except (LookupError, ValueError):
        return None
    return text if text.count("\ufffd") <= max(1, _MISFITS * len(text)) else None
