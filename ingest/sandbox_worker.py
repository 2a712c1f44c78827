"""The worker: parses one hostile file after another in a process of its own, which may be killed without harm.

Run by `ingest/sandbox.py` as `main(bytes of memory)`. On standard output it gives a line that says what confines it; on
standard input it takes a line `FORMAT SECONDS BYTES` and so many bytes. What it gives are frames: a line with a number
of bytes, and so many bytes. The first is of JSON: what tells the language; it is told that on a line of JSON, and gives
the frames of `ingest/packing.py`. It ends with its input. In the place of a format, `page/3` asks for the third page of
a PDF as an image, in one frame; `members/zip` for the files of an archive, a frame of JSON and one for each.
"""

import base64
import contextlib
import importlib
import importlib.util
import json
import os
import signal
import sys
import traceback
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, BinaryIO, Final

from corpus.errors import DocumentRefused
from corpus.languages import SAMPLE
from ingest.assembly import divide, refuse_long
from ingest.confinement import confine
from ingest.content import MISFITS, Content
from ingest.datelines import dated
from ingest.encodings import decoded
from ingest.formats.registry import by_name
from ingest.packing import pack
from ingest.text import is_visible

PAGE: Final = "page/"
MEMBERS: Final = "members/"
_GRACE: Final = 5
"""Seconds over its time after which a worker that nobody kills (its parent is gone) ends by itself."""
_ROOT: Final = Path(__file__).parents[1]


def main(memory: int) -> None:
    """Serve until the input ends, confined; at most `memory` bytes more than at start, no file written, no core."""
    answers = os.fdopen(os.dup(1), "wb")
    with Path(os.devnull).open("wb") as nowhere:
        os.dup2(nowhere.fileno(), 1)  # what a library prints must not pass for an answer
    _limit(memory)
    answers.write(" and ".join(confine(_program())).encode() + b"\n")
    answers.flush()
    while order := sys.stdin.buffer.readline().split():
        kind, seconds, length = order
        for frame in _frames(kind.decode(), int(seconds), sys.stdin.buffer, int(length)):
            answers.write(b"%d\n" % len(frame))
            answers.write(frame)
            answers.flush()


def _program() -> list[Path]:
    """Tell where the program's own files lie; of a clone that Rujuk lies in, what readers need."""
    folders = [Path(each) for each in sys.path if each]
    library = importlib.util.find_spec("selectolax")
    if library is not None and library.origin and Path(library.origin).parents[1] == _ROOT:
        return folders  # installed: what readers load lies beside it
    return [*(each for each in folders if each != _ROOT), _ROOT / "ingest", _ROOT / "corpus"]


def _limit(memory: int) -> None:
    """Tell where the platform knows such limits."""
    with contextlib.suppress(ImportError, OSError, ValueError):
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
        pages = int(Path("/proc/self/statm").read_text("ascii").split()[0])
        limit = pages * resource.getpagesize() + memory
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


def _frames(kind: str, seconds: int, file: BinaryIO, length: int) -> Iterator[bytes]:
    if hasattr(signal, "alarm"):
        signal.alarm(seconds + _GRACE)
    try:
        data = file.read(length)
        if kind.startswith(PAGE):
            yield _json(_draw(data, int(kind.removeprefix(PAGE))))
            return
        if kind.startswith(MEMBERS):
            yield from list(_members(kind.removeprefix(MEMBERS), data))
            return
        content = parse(kind, data)
        del data
        yield _json({"declared": content.language, "sample": content.text[:SAMPLE]})
        yield from list(pack(divide(content, json.loads(file.readline()))))  # all of it is there before some is given
    except DocumentRefused as refusal:
        yield _json({"refused": str(refusal)})
    except MemoryError:
        yield _json({"refused": None})
    except RecursionError:
        yield _json({"refused": "it nests too deep; simplify it"})
    except Exception as error:  # noqa: BLE001 - a file that our reader fails at must not stop the next
        yield _json({"refused": f"our reader fails at it ({_place(error)}); please report it with the file"})
    finally:
        if hasattr(signal, "alarm"):
            signal.alarm(0)


def _json(answer: dict[str, Any]) -> bytes:
    return json.dumps(answer).encode()


def _draw(data: bytes, page: int) -> dict[str, Any]:
    from ingest.formats.pdf.image import draw

    return {"image": base64.b64encode(draw(data, page)).decode()}


def _members(kind: str, data: bytes) -> Iterator[bytes]:
    """The names of an archive's files, each with why it is refused, and the bytes of the others."""
    members = list(by_name(kind).load()(data))
    yield _json({"members": [[each.name, each.refused] for each in members]})
    yield from (each.data for each in members if each.refused is None)


def _place(error: Exception) -> str:
    """Tell which error it is and where it was raised."""
    frames = traceback.extract_tb(error.__traceback__)
    return f"{type(error).__name__} at {Path(frames[-1].filename).name}:{frames[-1].lineno}"


def parse(name: str, data: bytes) -> Content:
    """Give the content of a file's bytes, or of a record's, by the reader of the format of that name.

    Raises DocumentRefused.
    """
    kind = by_name(name)
    if kind.takes == "lines":
        content: Content = importlib.import_module(kind.reader).read_record(data)
    elif kind.takes == "text":
        text = decoded(data)
        refuse_long(text)
        if not is_visible(text):
            raise DocumentRefused("it holds no text")
        content = kind.load()(text)
    else:
        content = kind.load()(data)
    return content if kind.takes == "lines" else dated(_with_misfits(content))


def _with_misfits(content: Content) -> Content:
    """The content, which says how many of its characters were lost before it was written."""
    lost = content.text.count("\ufffd")
    if not lost or any(remark.startswith(MISFITS) for remark in content.remarks):
        return content
    return replace(content, remarks=(*content.remarks, f"{MISFITS}: {lost:,}"))
