"""`citing.js`: a citation as others take it, whatever signs its title has."""

import json
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from tests.api.web.javascript import WORDS, Modules

VISIBLE = st.characters(codec="utf-8", categories=("L", "M", "N", "P", "S"))
TITLES = st.text(VISIBLE | st.sampled_from(" \\`*_[]<>#|{}~^&%$"), min_size=1)
LINK = "https://rujuk.example/#doc=a&start=3&end=9&sha256=0123456789abcdef&quote=Quote.&prefix=&suffix="


@pytest.fixture(scope="module")
def citing() -> Modules:
    return Modules("link", "citing", before=WORDS + "const location = { origin: 'https://rujuk.example' };")


def citation(**document: Any) -> dict[str, Any]:
    whole = {"id": "a", "title": "A title", "source": None, "published": "2025-10-24", "language": "en"}
    quote = {"text": "Quote.", "start": 3, "end": 9, "prefix": "", "suffix": ""}
    sha256 = "0123456789abcdef"
    return {"document": whole | {"sha256": sha256} | document, "page": 2, "paragraph": 7, "quote": quote}


def test_each_way_says_where_the_quote_stands(citing: Modules) -> None:
    said = {way: citing.call(f"WAYS.{way}", citation()) for way in ("quote", "markdown", "bibtex", "link")}
    assert said == {
        "quote": f"“Quote.” — A title, 2025-10-24, page 2, paragraph 7. {LINK}",
        "markdown": f"> Quote.\n>\n> — [A title]({LINK}), 2025-10-24, page 2, paragraph 7\n",
        "bibtex": (
            "@misc{a2025-012345-3,\n  title = {{A title}},\n  year = {2025},\n  month = {10},\n  pages = {2},\n"
            f"  url = {{{LINK}}},\n  language = {{en}},\n  note = {{Paragraph 7: “Quote.”}},\n}}\n"
        ),
        "link": LINK,
    }


def test_csl_is_json_and_leaves_out_what_is_not_known(citing: Modules) -> None:
    (item,) = json.loads(citing.call("WAYS.csl", citation(published=None, language=None, source="https://a.example")))
    assert (item["title"], item["page"], item["URL"]) == ("A title", "2", "https://a.example")
    assert not {"issued", "language"} & item.keys()


@given(TITLES)
def test_braces_of_a_bibtex_entry_are_balanced(citing: Modules, title: str) -> None:
    entry = citing.call("WAYS.bibtex", citation(title=title))
    depth = 0
    for brace in re.findall(r"[{}]", entry):
        depth += 1 if brace == "{" else -1
        assert depth >= 0
    assert depth == 0


@given(TITLES)
def test_markdown_shows_a_title_as_it_is(citing: Modules, title: str) -> None:
    shown = MarkdownIt().render(citing.call("WAYS.markdown", citation(title=title)))
    assert shown.count("<a ") == 1
    assert not re.search(r"<(em|strong|code|img|h\d)>", shown)


@given(st.text())
def test_a_key_has_letters_that_every_bibtex_takes(citing: Modules, id_: str) -> None:
    assert re.fullmatch(r"[A-Za-z0-9-]+", citing.call("key", citation(id=id_)))
