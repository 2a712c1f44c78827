"""Eight readers and a writer, all of them processes or connections of their own: no error, and no answer is a mixture.

`CHANGES=1000 pytest tests/e2e/test_while_changing.py` goes on for longer.
"""

import hashlib
import json
import os
import subprocess
import sys
import threading
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.e2e.conftest import ROOT, Program

pytestmark = pytest.mark.slow

CHANGES = int(os.environ.get("CHANGES", "60"))
READERS = 8
QUESTIONS = (
    "How many ships did the harbour master count in week 2?",
    "What did the ships carry?",
    "How many ships did the harbour master of harbour-3 count?",
    "How many MSMEs are there in ASEAN?",
    "What is the boiling point of mercury?",
)


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def read(url: str, number: int, begun: threading.Barrier, done: threading.Event) -> list[dict[str, Any]]:
    """Ask once before the changes, again and again while they are made, and once after them; the answers."""
    with httpx.Client(base_url=url, timeout=60) as client:

        def ask(number: int) -> dict[str, Any]:
            response = client.post("/v1/ask", json={"question": QUESTIONS[number % len(QUESTIONS)], "top_k": 8})
            assert response.status_code == 200, response.text
            answer: dict[str, Any] = response.json()
            return answer

        answers = [ask(number)]
        begun.wait()
        while not done.is_set():
            number += 1
            answers.append(ask(number))
        return [*answers, ask(number)]


@pytest.mark.timeout(240 + 2 * CHANGES)
def test_no_answer_is_of_two_generations(rujuk: Program, tmp_path: Path) -> None:
    begun, done = threading.Barrier(READERS + 1, timeout=60), threading.Event()
    rujuk.environment["RUJUK_LOG_LEVEL"] = "warning"  # its log fills a pipe that nobody reads meanwhile
    with rujuk.serve() as server, ThreadPoolExecutor(READERS) as pool:
        url = str(server.client.base_url)
        command = [sys.executable, "-m", "tests.e2e.writer", url, str(CHANGES), "1"]
        reading = [pool.submit(read, url, number, begun, done) for number in range(READERS)]
        try:
            begun.wait()
            wrote = subprocess.run(
                command, env=rujuk.environment, cwd=ROOT, capture_output=True, encoding="utf-8", check=False
            )
        finally:
            done.set()
        answers = [answer for reader in reading for answer in reader.result()]
    assert wrote.returncode == 0, wrote.stderr
    lines = [json.loads(line) for line in wrote.stdout.splitlines()]
    held = {line["generation"]: line["documents"] for line in lines}
    texts = {sha256(text): text for line in lines for text in line["texts"]}
    assert len(held) == len(lines) == CHANGES + 1
    assert {min(held), max(held)} <= {answer["library"]["generation"] for answer in answers} <= held.keys()
    said = defaultdict(set)
    for answer in answers:
        generation = answer["library"]["generation"]
        for passage in answer["passages"]:
            citation = passage["citation"]
            document, quote = citation["document"], citation["quote"]
            assert held[generation].get(document["id"]) == document["sha256"]
            text = texts[document["sha256"]]
            assert text[citation["start"] : citation["end"]] == passage["text"]
            assert text[quote["start"] : quote["end"]] == quote["text"]
        answer.pop("elapsed_ms")
        said[generation, answer["question"]].add(json.dumps(answer))
    assert {len(each) for each in said.values()} == {1}
