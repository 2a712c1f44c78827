"""Bytes as text: UTF-8 and UTF-16 for sure, an encoding that a page declares, or an old one that the text fits."""

import codecs
import re
import unicodedata
from typing import Final

import webencodings

from corpus.errors import DocumentRefused
from ingest.legacy_letters import is_zawgyi, restored
from ingest.old_encodings import old_text, read_anew

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_ENOUGH: Final = 24
"""Bytes beyond ASCII of a text that is long enough to tell its encoding."""
_SAMPLE: Final = 4096
_WITHIN: Final = 4096
"""Bytes at the start in which a file may declare its encoding; browsers look at 1,024."""
_DECLARED: Final = re.compile(
    rb"<meta\b[^>]{0,500}?\bcharset\s*=\s*[\"']?\s*([\w.:-]{2,40})"
    rb"|^\s*<\?xml\b[^>]{0,200}?\bencoding\s*=\s*[\"']([\w.:-]{2,40})",
    re.IGNORECASE,
)
_JAPANESE: Final = re.compile(rb"\x1b\$[@B][!-~]{2,}\x1b\([BJ]")
"""How Japanese in seven bits begins and ends."""
_MISFITS: Final = 0.001
"""Share of characters that may be no text in the encoding that is declared: pages hold a broken one here and there."""
_LARGER: Final = {"gbk": "gb18030", "big5": "big5hkscs", "shift_jis": "cp932", "euc-kr": "cp949"}
"""Python's codecs that hold what the Encoding Standard means by a name; Python's own of that name hold less."""
_NO_TEXT: Final = frozenset({"Cc", "Cn", "Co"})


def decoded(data: bytes) -> str:
    """Decode the bytes by their byte order mark, as UTF-8, as UTF-16, or in an old encoding that they make sense in.

    Raises DocumentRefused for bytes that are no text, for damaged UTF-8, and where no encoding can be told.
    """
    marked = next((encoding for mark, encoding in _MARKS if data.startswith(mark)), None)
    encoding = marked or utf16(data) or "utf-8"
    if _JAPANESE.search(data):
        encoding = "iso2022_jp"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        if marked or encoding != "utf-8" or _is_nearly_utf8(data):
            name = "UTF-8" if encoding.startswith("utf-8") else encoding.upper()
            raise DocumentRefused(
                f"not {name}: the byte {data[error.start]:#04x} at offset {error.start} does not fit; save it as UTF-8"
            ) from error
        text = _old(data)
    if "\0" in text:
        raise DocumentRefused("it seems to be binary data (it holds NUL characters)")
    return _checked(text)


def _checked(text: str) -> str:
    """Give the text with letters restored that only an old font shows. Raises DocumentRefused for those of Zawgyi."""
    if is_zawgyi(text):
        raise DocumentRefused("its Burmese is in letters of the font Zawgyi; convert it to Unicode")
    anew = read_anew(text)
    if anew is None:
        return restored(text)
    if not anew:
        raise DocumentRefused("its letters were read in a wrong encoding and saved so; get the file it was made from")
    return anew


def utf16(data: bytes) -> str | None:
    """Tell which UTF-16 it is, None for other text: every space and digit has a NUL in it, on the same side."""
    sample = data[: _SAMPLE - len(data) % 2]
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if len(data) % 2 or min(even, odd) > max(even, odd) // 20 or max(even, odd) < 1 + len(sample) // 100:
        return None
    encoding = "utf-16-be" if even > odd else "utf-16-le"
    text = sample.decode(encoding, "ignore")
    return (
        None
        if any(unicodedata.category(letter) in _NO_TEXT and letter not in "\t\n\f\r" for letter in text)
        else encoding
    )


def _is_nearly_utf8(data: bytes) -> bool:
    """Tell whether bytes that are not UTF-8 hold more whole multi-byte characters of it than bytes that do not fit."""
    text = data.decode("utf-8", "surrogateescape")
    misfits = sum("\udc80" <= character <= "\udcff" for character in text)
    return misfits < sum(character > "\x7f" for character in text) - misfits


def _old(data: bytes) -> str:
    text = old_text(data)
    if text is None and sum(byte > 0x7F for byte in data) < _ENOUGH:
        raise DocumentRefused("it is too short to tell its encoding; save it as UTF-8")
    if text is None:
        raise DocumentRefused("its encoding cannot be told; save it as UTF-8")
    return text


def html_text(data: bytes) -> str:
    """Give the text of the bytes of an HTML file: UTF-16 and UTF-8 where it is that, else as what it declares.

    Raises DocumentRefused as `decoded` does.
    """
    if data.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or utf16(data):
        return decoded(data)
    try:
        return _checked(data.decode())
    except UnicodeDecodeError:
        return _declared(data) or decoded(data.replace(b"\0", b""))


def _declared(data: bytes) -> str | None:
    """Give the text in the encoding that the file declares, unless too much does not fit."""
    match = _DECLARED.search(data, 0, _WITHIN)
    codec = match and _codec((match[1] or match[2]).decode("ascii", "ignore"))
    if not codec:
        return None
    text = data.decode(codec, "replace")
    return text if text.count("\ufffd") <= max(1, _MISFITS * len(text)) else None


def _codec(label: str) -> str | None:
    """Python's codec for the label as browsers understand it, or for Python's own name of the same encoding."""
    try:
        found = webencodings.lookup(label) or webencodings.lookup(codecs.lookup(label).name)
    except (LookupError, ValueError):
        return None
    if found is None or found.name.startswith("utf-16"):  # a declaration that ASCII can read is not in UTF-16
        return None
    codec: str = found.codec_info.name
    return _LARGER.get(found.name, codec)
