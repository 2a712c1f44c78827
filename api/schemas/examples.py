"""Examples for the reference. They are true: each is what the bundled library answers, to the digits shown."""

from pydantic import JsonValue

Example = dict[str, JsonValue]

QUESTION = "How many MSMEs are there in ASEAN?"
QUOTE = (
    "ASEAN estimates that there are about 70 million MSMEs across its member states, "
    "accounting for between 97.2 % and 99.9 % of all establishments."
)
PARAGRAPH = (
    f"{QUOTE} Recognising that growth driven by large enterprises alone will not unlock the region’s full potential, "
    "the new centre and accompanying initiatives aim to bolster inclusivity and sustainable practices across ASEAN’s "
    "economy."
)
DOCUMENT: Example = {
    "id": "asean-msme-green-transition",
    "title": "ASEAN Centre of Excellence for MSMEs in Green Transition",
    "source": "asean-msme-green-transition.txt",
    "published": "2025-10-24",
    "language": "en",
    "collection": "default",
    "media_type": "text/plain",
    "sha256": "a77e09899754d38188f919db0912816b5995c7de2feabf6a67553d78a4ae2106",
}
REQUESTS: tuple[Example, ...] = (
    {"question": QUESTION, "top_k": 1},
    {
        "question": "And how many of all establishments is that?",
        "history": [{"role": "user", "content": QUESTION}, {"role": "assistant", "content": QUOTE}],
        "documents": [DOCUMENT["id"]],
    },
)
CITATION: Example = {
    "number": 1,
    "document": DOCUMENT,
    "paragraph": 3,
    "headings": [],
    "page": None,
    "unsure": False,
    "start": 613,
    "end": 980,
    "quote": {
        "text": QUOTE,
        "start": 613,
        "end": 756,
        "prefix": "lusive and Sustainable Future.”\n",
        "suffix": " Recognising that growth driven ",
        "context": [],
        "regions": [],
        "cells": None,
    },
    "also_in": [],
    "also_in_documents": [],
    "href": (
        "/v1/documents/asean-msme-green-transition/text"
        "#char=613,756;length=3003,UTF-8;md5=2b1fbb3e7ece378ab6cdbb578ab85ae6"
    ),
}
SPAN: Example = {"text": "70 million", "start": 650, "end": 660}
ANSWER: Example = {
    "question": QUESTION,
    "status": "answered",
    "confidence": 0.87,
    "answer": {"text": QUOTE, "span": SPAN, "citation": 1},
    "answers": [{"text": QUOTE, "span": SPAN, "citation": 1, "confidence": 0.87, "differs_from": []}],
    "passages": [
        {
            "rank": 1,
            "score": 0.87,
            "scores": {"dense": 0.91, "sentence": 0.93, "lexical": 15.0},
            "text": PARAGRAPH,
            "citation": CITATION,
        }
    ],
    "refusal": None,
    "context": [],
    "library": {"generation": 1, "embedder": "multilingual-e5-small"},
    "elapsed_ms": 6.1,
}
ENTRY: Example = DOCUMENT | {
    "length": 3003,
    "paragraphs": 10,
    "added": "2026-01-31T09:30:00.000+00:00",
    "metadata": {"place": "Kuala Lumpur", "publisher": None},
}
VERDICT: Example = {
    "status": "found",
    "detail": "the quote stands where the citation says",
    "document": DOCUMENT["id"],
    "text": QUOTE,
    "start": 613,
    "end": 756,
    "regions": [],
}
ADDED: Example = {
    "documents": [{"path": "report.txt", "id": "report", "status": "added", "detail": None}],
    "generation": 2,
}
