import errno
import os
import subprocess
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from corpus.documents import Document
from corpus.errors import DocumentRefused
from ingest import Refused, read, read_bytes
from ingest.sandbox import Limits, Sandbox, shared
from tests.ingest.making import ENDLESS, docx, objects, paragraph, pdf, raw_pdf, stream

PAGE = b"<html><p>Some words.</p>"


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as made:
        yield made
    assert made.idle == ()


def test_one_worker_reads_file_after_file_of_any_kind(sandbox: Sandbox) -> None:
    assert sandbox.parse("html", PAGE).content.text == "Some words."
    first = sandbox.idle
    assert sandbox.parse("docx", docx(paragraph("Some words."))).content.text == "Some words."
    assert sandbox.parse("pdf", pdf([(60, 700, "Some words.")])).paragraphs[0].page == 1
    assert sandbox.idle == first
    assert len(first) == 1


def test_a_refusal_comes_over_and_leaves_the_worker(sandbox: Sandbox) -> None:
    sandbox.parse("html", PAGE)
    first = sandbox.idle
    with pytest.raises(DocumentRefused, match="damaged PDF"):
        sandbox.parse("pdf", b"%PDF-1.7")
    assert sandbox.idle == first


def test_a_worker_is_replaced_after_many_files() -> None:
    with Sandbox(Limits(files=2)) as sandbox:
        sandbox.parse("html", PAGE)
        first = sandbox.idle
        sandbox.parse("html", PAGE)
        assert sandbox.idle == ()
        sandbox.parse("html", PAGE)
        assert sandbox.idle not in ((), first)


def test_a_file_that_takes_too_long_is_refused_and_the_next_one_read() -> None:
    with Sandbox(Limits(seconds=5, seconds_per_mib=0)) as sandbox:
        with pytest.raises(DocumentRefused, match="longer than 5 seconds"):
            sandbox.parse("html", ENDLESS)
        assert sandbox.idle == ()
        assert sandbox.parse("html", PAGE).content.text == "Some words."


def test_what_is_read_for_nobody_any_more_is_ended_and_others_are_read(sandbox: Sandbox) -> None:
    reading = sandbox.interruptible()
    with ThreadPoolExecutor(1) as pool:
        endless = pool.submit(reading.parse, "html", ENDLESS)
        while not reading.working:
            time.sleep(0.01)
        assert sandbox.parse("html", PAGE).content.text == "Some words."
        reading.interrupt()
        with pytest.raises(DocumentRefused, match="interrupted"):
            endless.result(10)
    with pytest.raises(DocumentRefused, match="interrupted"):
        reading.parse("html", PAGE)
    assert sandbox.parse("html", PAGE).content.text == "Some words."


def test_a_file_that_takes_too_much_memory_is_refused_and_the_next_one_read() -> None:
    with Sandbox(Limits(memory=100 * 2**20)) as sandbox:
        with pytest.raises(DocumentRefused, match="more than 100 MiB of memory"):
            sandbox.parse("pdf", raw_pdf([b" " * 300_000_000]))
        with pytest.raises(DocumentRefused, match="memory"):
            sandbox.parse("docx", docx("<w:p/>" * 4_000_000))
        assert sandbox.parse("html", PAGE).content.text == "Some words."


def test_what_is_too_much_for_a_document_is_refused_in_the_worker(sandbox: Sandbox) -> None:
    wide = "<table><tr>" + f"<th rowspan=1000>{'word ' * 150}" * 250 + "<tr>" * 999
    with pytest.raises(DocumentRefused, match="characters of text; divide it"):
        sandbox.parse("html", b"<html>" + wide.encode())
    assert len(sandbox.idle) == 1


def test_where_no_process_can_be_had_the_file_is_refused(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuses(*_: object, **__: object) -> None:
        raise BlockingIOError(errno.EAGAIN, os.strerror(errno.EAGAIN))

    monkeypatch.setattr(subprocess, "Popen", refuses)
    with pytest.raises(DocumentRefused, match=r"no process could be had to read it .*; try again"):
        sandbox.parse("html", PAGE)


def test_forms_that_draw_each_other_end_in_a_refusal(sandbox: Sandbox) -> None:
    again = b"/Type/XObject/Subtype/Form/BBox[0 0 595 842]/Resources<</XObject<</X 4 0 R>>>>"
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 5 0 R/Resources<</XObject<</X 4 0 R>>>>>>"
    bodies = [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count 1/Kids[3 0 R]>>", page]
    bomb = objects([*bodies, stream(b"/X Do /X Do", again), stream(b"/X Do")])
    (made,) = read_bytes(bomb, "a.pdf", origin="here", sandbox=sandbox)
    assert isinstance(made, Refused)
    assert sandbox.parse("html", PAGE).content.text == "Some words."


def test_a_worker_that_others_end_while_idle_costs_no_file(sandbox: Sandbox) -> None:
    sandbox.parse("html", PAGE)
    sandbox._idle[0]._process.kill()
    sandbox._idle[0]._process.wait()
    assert sandbox.parse("html", PAGE).content.text == "Some words."


def test_a_worker_that_ends_while_reading_is_replaced_and_the_file_read(sandbox: Sandbox) -> None:
    sandbox.parse("html", PAGE)
    process = sandbox._idle[0]._process
    timer = threading.Timer(0.2, process.kill)
    timer.start()
    slow = b"<html>" + b"<div>" * 12_000 + b"Some words."
    assert sandbox.parse("html", slow).content.text == "Some words."
    timer.join()
    assert process.wait(timeout=30) != 0


def test_while_one_file_hangs_others_are_read() -> None:
    with Sandbox(Limits(seconds=5, seconds_per_mib=0)) as sandbox, ThreadPoolExecutor(1) as pool:
        hanging = pool.submit(sandbox.parse, "html", ENDLESS)
        time.sleep(0.2)
        assert sandbox.parse("html", PAGE).content.text == "Some words."
        assert not hanging.done()
        with pytest.raises(DocumentRefused, match="longer than"):
            hanging.result()


def test_many_threads_read_at_once(sandbox: Sandbox) -> None:
    pages = [b"<html><p>Number %d." % number for number in range(40)]
    with ThreadPoolExecutor(8) as pool:
        texts = list(pool.map(lambda page: sandbox.parse("html", page).content.text, pages))
    assert texts == [f"Number {number}." for number in range(40)]
    assert len(sandbox.idle) <= 2


def test_a_worker_ends_with_its_input(sandbox: Sandbox) -> None:
    sandbox.parse("html", PAGE)
    worker = sandbox._idle.pop()
    worker._orders.close()
    assert worker._process.wait(timeout=30) == 0
    worker.end()


def test_a_folders_bad_files_cost_none_of_its_good_ones(sandbox: Sandbox, tmp_path: Path) -> None:
    files = {
        "a.pdf": pdf([(60, 700, "Some words.")]),
        "b.pdf": b"%PDF-1.7 and no more",
        "c.docx": docx("<w:sdt>" * 9_999),
        "d.docx": docx(paragraph("Some words.")),
        "e.html": PAGE,
    }
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    made = [item for name in files for item in read(tmp_path / name, sandbox=sandbox)]
    assert [isinstance(item, Document) for item in made] == [True, False, False, True, True]


def test_the_process_shares_one_where_none_is_given() -> None:
    (made,) = read_bytes(PAGE, "a.html", origin="here")
    assert isinstance(made, Document)
    assert len(shared().idle) >= 1
    assert shared() is shared()


def test_a_closed_sandbox_opens_again_with_the_next_file(sandbox: Sandbox) -> None:
    sandbox.parse("html", PAGE)
    sandbox.close()
    assert sandbox.idle == ()
    assert sandbox.parse("html", PAGE).content.text == "Some words."
