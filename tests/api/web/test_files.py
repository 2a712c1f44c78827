"""The page's files: all that one asks for is there."""

import re
from importlib import resources

import pytest

from api.web import files
from api.web.files import LANGUAGES, dictionary
from ingest.formats import registry


def test_every_module_that_is_imported_is_there() -> None:
    for path, file in files.files().items():
        for imported in re.findall(r'from "\./([^"]+)"', file.data.decode()):
            assert f"js/{imported}" in files.files(), path


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_dictionaries_agree_in_names_and_placeholders(language: str) -> None:
    english, words = dictionary("en"), dictionary(language)
    assert list(words) == list(english)
    for name, text in words.items():
        assert text.strip(), name
        assert sorted(re.findall(r"\{\w+\}", text)) == sorted(re.findall(r"\{\w+\}", english[name])), name


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_formats_end_with_archives_of_these(language: str) -> None:
    words = dictionary(language)
    assert words["formats"].endswith("{names}")  # whose last is "ZIP archives of these"
    named = {row.name: row.title for row in registry.FORMATS}
    titled = {name.removeprefix("format_"): text for name, text in words.items() if name.startswith("format_")}
    for name, text in titled.items():
        assert re.findall(r"\(.*\)|ZIP|Outlook", text) == re.findall(r"\(.*\)|ZIP|Outlook", named[name])
        assert (text == named[name]) == (language == "en")
    assert all(name in titled or not title[0].islower() for name, title in named.items() if name != "plain")


def test_every_word_that_the_page_says_is_in_the_dictionary_and_none_is_left_over() -> None:
    template = (resources.files("api") / "templates" / "home.html").read_text("utf-8")
    modules = "".join(file.data.decode() for path, file in files.files().items() if path.endswith(".js"))
    said = set(re.findall(r'\b(?:t|because|local)\("(\w+)"', modules + template))
    said |= {f"{name}_{form}" for name in re.findall(r'\bcount\("(\w+)"', modules) for form in ("one", "other")}
    english = set(dictionary("en"))
    assert said <= english
    composed = re.compile(
        r"copy_|cited_|format_|sure|likely|possible|added|updated|unchanged|page_|name|preparing|busy"
    )
    assert {name for name in english - said if not composed.match(name)} == set()
