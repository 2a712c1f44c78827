"""Damage to a library's files as disks, copies and crashes do it, from a seed; and a dump of all that is stored."""

import hashlib
import random
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from corpus.connection import connect

PAGE = 4096

Damaging = Callable[[bytearray, random.Random], None]


def flip_a_bit(data: bytearray, chance: random.Random) -> None:
    data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)


def flip_a_bit_of_the_header(data: bytearray, chance: random.Random) -> None:
    data[chance.randrange(100)] ^= 1 << chance.randrange(8)


def flip_some_bits(data: bytearray, chance: random.Random) -> None:
    for _ in range(chance.randrange(2, 50)):
        flip_a_bit(data, chance)


def garble(data: bytearray, chance: random.Random) -> None:
    start = chance.randrange(len(data))
    end = min(start + chance.randrange(1, 600), len(data))
    data[start:end] = chance.randbytes(end - start)


def zero_a_sector(data: bytearray, chance: random.Random) -> None:
    start = chance.randrange(len(data) // 512) * 512
    data[start : start + 512] = bytes(512)


def zero_a_page(data: bytearray, chance: random.Random) -> None:
    _put(data, chance.randrange(len(data) // PAGE), bytes(PAGE))


def swap_two_pages(data: bytearray, chance: random.Random) -> None:
    one, other = chance.sample(range(len(data) // PAGE), 2)
    first, second = _page(data, one), _page(data, other)
    _put(data, one, second)
    _put(data, other, first)


def copy_a_page_over_another(data: bytearray, chance: random.Random) -> None:
    one, other = chance.sample(range(len(data) // PAGE), 2)
    _put(data, one, _page(data, other))


def truncate(data: bytearray, chance: random.Random) -> None:
    del data[chance.randrange(len(data)) :]


def truncate_at_a_page(data: bytearray, chance: random.Random) -> None:
    del data[chance.randrange(len(data) // PAGE) * PAGE :]


ALL: tuple[Damaging, ...] = (
    flip_a_bit,
    flip_a_bit_of_the_header,
    flip_some_bits,
    garble,
    zero_a_sector,
    zero_a_page,
    swap_two_pages,
    copy_a_page_over_another,
    truncate,
    truncate_at_a_page,
)


def dump(file: Path) -> dict[str, str]:
    """SHA-256 of all that each table holds, read row by row in the order of its keys."""
    with closing(connect(file)) as connection:
        connection.execute("BEGIN")
        names = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {name: _digest(connection, name) for name in names}


def _digest(connection: sqlite3.Connection, table: str) -> str:
    digest = hashlib.sha256()
    for row in connection.execute(f"SELECT * FROM {table} NOT INDEXED ORDER BY 1"):
        digest.update(repr(row).encode())
    return digest.hexdigest()


def _page(data: bytearray, number: int) -> bytes:
    return bytes(data[number * PAGE : (number + 1) * PAGE])


def _put(data: bytearray, number: int, page: bytes) -> None:
    data[number * PAGE : (number + 1) * PAGE] = page
