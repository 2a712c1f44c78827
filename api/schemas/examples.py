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
    "confidence": 0.9,
    "answer": {"text": QUOTE, "span": SPAN, "citation": 1},
    "answers": [{"text": QUOTE, "span": SPAN, "citation": 1, "confidence": 0.9, "differs_from": []}],
    "passages": [
        {
            "rank": 1,
            "score": 0.9,
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


BASE = "http://127.0.0.1:8000"
_ID, _TITLE, _DATE = DOCUMENT["id"], DOCUMENT["title"], DOCUMENT["published"]
_URL = f"{BASE}/#doc={_ID}&start=613&end=756&sha256={DOCUMENT['sha256']}"
_CONTENT = f"{QUOTE} [1]\n\n- [1] {_TITLE}, {_DATE}, paragraph 3: {_URL}"
_WRITTEN = -(-len(_CONTENT.encode()) // 4)
CHAT: Example = {"model": "rujuk", "messages": [{"role": "user", "content": QUESTION}]}
MODELS: Example = {
    "object": "list",
    "data": [{"id": "rujuk", "object": "model", "created": 0, "owned_by": "rujuk"}],
}
RETRIEVAL_REQUEST: Example = {
    "knowledge_id": "rujuk",
    "query": QUESTION,
    "retrieval_setting": {"top_k": 1, "score_threshold": 0.5},
}
RETRIEVAL: Example = {
    "records": [
        {
            "content": PARAGRAPH,
            "score": 0.9,
            "title": _TITLE,
            "metadata": {
                "document_id": _ID,
                "url": _URL,
                "quote": QUOTE,
                "paragraph": 3,
                "source": DOCUMENT["source"],
                "published": DOCUMENT["published"],
                "language": DOCUMENT["language"],
            },
        }
    ]
}


def _annotation(mark: str, url: str) -> Example:
    start = _CONTENT.index(mark)
    citation: Example = {"start_index": start, "end_index": start + len(mark), "title": _TITLE, "url": url}
    return {"type": "url_citation", "url_citation": citation}


COMPLETION: Example = {
    "id": "chatcmpl-5f0c1f8e9f5b4f0f8a3f6d2f7f1f0c11",
    "object": "chat.completion",
    "created": 1769851800,
    "model": "rujuk",
    "choices": [
        {
            "index": 0,
            "message": {
                "role": "assistant",
                "content": _CONTENT,
                "refusal": None,
                "annotations": [_annotation("[1]", _URL)],
            },
            "finish_reason": "stop",
            "logprobs": None,
        }
    ],
    "usage": {"prompt_tokens": 9, "completion_tokens": _WRITTEN, "total_tokens": 9 + _WRITTEN},
    "rujuk": ANSWER,
}
