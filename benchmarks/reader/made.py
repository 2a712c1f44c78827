"""Examples that are made: tables and lists of values with questions on their cells, in six languages."""

import random
from collections.abc import Sequence

Table = tuple[str, tuple[str, ...], str, tuple[tuple[int, int], ...]]
"""A question, what introduces the rows, the rows, and where the cell that answers stands: none where none does."""

_COLUMNS = {
    "en": ("price", "fee per day", "length", "population", "capacity", "opening hours", "deposit", "area", "distance"),
    "id": ("harga", "biaya per hari", "panjang", "jumlah penduduk", "kapasitas", "jam buka", "uang jaminan", "luas"),
    "ms": ("harga", "bayaran sehari", "panjang", "bilangan penduduk", "kapasiti", "waktu buka", "cagaran", "keluasan"),
    "vi": ("giá", "phí mỗi ngày", "chiều dài", "dân số", "sức chứa", "giờ mở cửa", "tiền đặt cọc", "diện tích"),
    "th": ("ราคา", "ค่าธรรมเนียมต่อวัน", "ความยาว", "ประชากร", "ความจุ", "เวลาเปิด", "เงินมัดจำ", "พื้นที่"),
    "tl": ("presyo", "bayad kada araw", "haba", "populasyon", "kapasidad", "oras ng bukas", "deposito", "lawak"),
}
_ASKED = {
    "en": (
        "What is the {column} of {row}?",
        "{row} {column}",
        "How much is the {column} for {row}?",
        "{column} {row}?",
    ),
    "id": ("Berapa {column} {row}?", "{column} {row}", "Apa {column} untuk {row}?"),
    "ms": ("Berapakah {column} bagi {row}?", "{column} {row}", "Apakah {column} {row}?"),
    "vi": ("{column} của {row} là bao nhiêu?", "{row} {column}", "{row} có {column} bao nhiêu?"),
    "th": ("{column}ของ {row} เท่าไร", "{row} {column}", "{row} มี{column}เท่าไร"),
    "tl": ("Magkano ang {column} ng {row}?", "{row} {column}", "Ano ang {column} ng {row}?"),
}
_LABEL = {"en": "name", "id": "nama", "ms": "nama", "vi": "tên", "th": "ชื่อ", "tl": "pangalan"}
_UNITS = ("dollars", "ringgit", "baht", "km", "m", "%", "kg", "million", "pesos", "rupiah", "", "")


def make_table(names: Sequence[str], chance: random.Random) -> Table:
    """Make a table, or lines of values, and a question on one of its cells, or on a row or column that it lacks."""
    language = chance.choice(list(_COLUMNS))
    columns = chance.sample(_COLUMNS[language], chance.randint(2, 4))
    rows = chance.sample(list(dict.fromkeys(chance.choices(names, k=100))), 4)
    lacking = rows.pop() if chance.random() < 0.5 else None
    values = {(row, column): _value(chance) for row in rows for column in columns}
    row, column = chance.choice(rows), chance.choice(columns[1:])
    has = True
    if lacking is not None:
        has = False
        others = [each for each in _COLUMNS[language] if each not in columns]
        row, column = (lacking, column) if chance.random() < 0.7 else (row, chance.choice(others))
    asked = chance.choice(_ASKED[language]).format(row=row, column=column)
    one = len(columns) == 2 and chance.random() < 0.5
    lines, cell = list[str](), (0, 0)
    at = 0
    for each in rows:
        cells = [each, *(values[each, other] for other in columns[1:])]
        line = f"- {cells[0]}: {cells[1]}" if one else " | ".join(cells)
        if has and each == row:
            start = at + line.rindex(values[each, column]) if one else at + _place(cells, columns.index(column))
            cell = (start, start + len(values[each, column]))
        lines.append(line)
        at += len(line) + 1
    head: tuple[str, ...] = (f"{columns[1]}:",) if one else (" | ".join((_LABEL[language], *columns[1:])),)
    text = "\n".join(lines)
    if chance.random() < 0.3 and not one:
        text, cell, head = f"{head[0]}\n{text}", (cell[0] + len(head[0]) + 1, cell[1] + len(head[0]) + 1), ()
    return asked, head, text, (cell,) if has else ()


def _place(cells: Sequence[str], column: int) -> int:
    return sum(len(each) + 3 for each in cells[:column])


def _value(chance: random.Random) -> str:
    number = chance.choice((chance.randint(1, 99), chance.randint(100, 9_999), chance.randint(10_000, 999_999)))
    return f"{number:,} {chance.choice(_UNITS)}".strip()
