"""The characters that Word's symbol fonts show for their codes."""

from typing import Final

_SYMBOL: Final = (
    " !∀#∃%&∋()∗+,−./0123456789:;<=>?≅ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ[∴]⊥_‾αβχδεφγηιϕκλμνοπθρστυϖωξψζ{|}∼",
    "€ϒ′≤⁄∞ƒ♣♦♥♠↔←↑→↓°±″≥×∝∂•÷≠≡≈…⏐⎯↵ℵℑℜ℘⊗⊕∅∩∪⊃⊇⊄⊂⊆∈∉∠∇®©™∏√⋅¬∧∨⇔⇐⇑⇒⇓◊〈®©™∑⎛⎜⎝⎡⎢⎣⎧⎨⎩⎪\0〉∫⌠⎮⌡⎞⎟⎠⎤⎥⎦⎫⎬⎭",
)
"""Of the font Symbol: from 0x20, and from 0xA0."""
_WINGDINGS: Final = (
    " ✏✂✁👓🕭🕮🕯🕿✆🖂🖃📪📫📬📭📁📂📄🗏🗐🗄⌛🖮🖰🖲🖳🖴🖫🖬✇✍🖎✌👌👍👎☜☞☝☟🖐☺😐☹💣☠🏳🏱✈☼💧❄🕆✞🕈✠✡☪☯ॐ☸"
    "♈♉♊♋♌♍♎♏♐♑♒♓🙰🙵●❍■□□❑❒⬧⧫◆❖⬥☒⮹⌘🏵🏶“”",
    "⓪①②③④⑤⑥⑦⑧⑨⑩⓿❶❷❸❹❺❻❼❽❾❿",
    "▪○○●◉◎○▪☐🟂✦★✶✴✹✵⯐⌖⟡⌑⯑✪✰",
)
"""Of the font Wingdings: from 0x20, from 0x80, and from 0xA0."""
_SINGLE: Final = {
    "wingdings": {
        0x9E: "·",
        0x9F: "•",
        0xD7: "◁",
        0xD8: "➢",
        0xDC: "➲",
        0xDF: "←",
        0xE0: "→",
        0xE1: "↑",
        0xE2: "↓",
        0xE3: "↖",
        0xE4: "↗",
        0xE5: "↙",
        0xE6: "↘",
        0xE7: "←",
        0xE8: "→",
        0xE9: "↑",
        0xEA: "↓",
        0xEF: "⇦",
        0xF0: "⇨",
        0xF1: "⇧",
        0xF2: "⇩",
        0xF3: "⇔",
        0xF4: "⇕",
        0xFB: "✗",
        0xFC: "✔",
        0xFD: "☒",
        0xFE: "☑",
    },
    "wingdings 2": {
        0x4F: "✗",
        0x50: "✓",
        0x51: "☒",
        0x52: "☑",
        0x53: "☒",
        0x54: "☒",
        0x97: "●",
        0x98: "●",
        0xA2: "■",
        0xA3: "☐",
        0xAE: "◆",
    },
    "wingdings 3": {
        0x66: "←",
        0x67: "→",
        0x68: "↑",
        0x69: "↓",
        0x70: "▲",
        0x71: "▼",
        0x74: "◀",
        0x75: "▶",
        0x7D: "▶",
    },
    "webdings": {0x31: "□", 0x33: "◀", 0x34: "▶", 0x35: "▲", 0x36: "▼", 0x61: "✔", 0x63: "□", 0x67: "■", 0x72: "✖"},
    "marlett": {0x61: "✓", 0x62: "✓", 0x67: "■", 0x68: "●", 0x72: "✗"},
}
_PRIVATE: Final = range(0xF000, 0xF100)
"""Where Word puts the codes of symbol fonts."""


def is_symbol_font(font: str) -> bool:
    """Whether letters in the font show as something else."""
    return font.casefold() == "symbol" or font.casefold() in _SINGLE


def symbol(font: str, code: int) -> str | None:
    """The character that the font shows for the code, None where it is not known; other fonts show it as it is."""
    name = font.casefold()
    if code in _PRIVATE:
        code -= _PRIVATE.start
        name = name if is_symbol_font(name) else "symbol"
    if not is_symbol_font(name):
        return chr(code) if 0x20 <= code < 0xD800 else None
    tables = {"symbol": zip((0x20, 0xA0), _SYMBOL, strict=True)}
    tables["wingdings"] = zip((0x20, 0x80, 0xA0), _WINGDINGS, strict=True)
    known = {
        start + place: letter for start, letters in tables.get(name, ()) for place, letter in enumerate(letters)
    } | _SINGLE.get(name, {})
    return known.get(code, "").strip("\0") or None


def shown(font: str, text: str) -> str:
    """The text as the font shows it: codes of symbol fonts become characters; what is not known stays as it is."""
    if is_symbol_font(font):
        return "".join(symbol(font, ord(letter)) or letter for letter in text)
    if not any(ord(letter) in _PRIVATE for letter in text):
        return text
    return "".join((symbol("symbol", ord(letter)) or letter) if ord(letter) in _PRIVATE else letter for letter in text)
