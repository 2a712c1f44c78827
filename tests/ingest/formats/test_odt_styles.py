"""What the styles of an OpenDocument text say: titles, raised words, and the numbers that lists show."""

from xml.etree.ElementTree import Element, fromstring

import pytest

from ingest.formats.odt_styles import Counts, Styles

COMMON = """
<document><styles>
  <style family="paragraph" name="T" parent-style-name="Title"/><style family="paragraph" name="Title"/>
  <style family="paragraph" name="Loop" parent-style-name="Loop"/>
  <style family="paragraph" name="Listed" parent-style-name="Base"/>
  <style family="paragraph" name="Base" list-style-name="L"><text-properties display="none"/></style>
  <list-style name="L">
    <level level="1" num-format="1" num-suffix="."/>
    <level level="2" num-format="a" num-prefix="(" num-suffix=")"/>
    <level level="3" num-format="I" display-levels="3" start-value="4"/>
    <level level="4"/>
  </list-style>
</styles></document>"""


def element(text: str) -> Element:
    return fromstring(text)  # noqa: S314 - made here


@pytest.fixture
def styles() -> Styles:
    own = """<document><automatic-styles>
      <style family="text" name="Up"><text-properties text-position="33% 58%"/></style>
      <style family="text" name="Down"><text-properties text-position="-33% 58%"/></style>
      <style family="text" name="Sub"><text-properties text-position="sub 58%"/></style>
      <style family="text" name="Level"><text-properties text-position="0% 100%"/></style>
      <style family="paragraph" name="Base" list-style-name="Own"/>
    </automatic-styles></document>"""
    return Styles(element(own), None, element(COMMON))


@pytest.mark.parametrize(("name", "title"), [("Title", True), ("T", True), ("Loop", False), ("none", False)])
def test_a_title_is_one_by_what_its_style_inherits_from(name: str, title: bool, styles: Styles) -> None:
    assert styles.is_title(element(f'<p style-name="{name}"/>')) is title


@pytest.mark.parametrize(("name", "script"), [("Up", "sup"), ("Down", "sub"), ("Sub", "sub"), ("Level", ""), ("", "")])
def test_words_are_raised_or_lowered(name: str, script: str, styles: Styles) -> None:
    assert styles.script(element(f'<span style-name="{name}"/>')) == script


def test_a_documents_own_style_wins_over_the_common_one_of_that_name(styles: Styles) -> None:
    listed = element('<p style-name="Listed"/>')
    assert styles.list_of(listed) == "Own"
    assert not styles.is_hidden(listed)
    common = Styles(element(COMMON))
    assert common.list_of(listed) == "L"
    assert common.is_hidden(listed)


def test_items_are_counted_in_each_depth_and_anew_under_the_next(styles: Styles) -> None:
    counts: Counts = {}
    shown = [styles.numbered("L", depth, counts) for depth in (1, 2, 2, 3, 1, 2, 4, 3)]
    assert shown == ["1.", "(a)", "(b)", "1.b.IV", "2.", "(a)", "", "2.a.IV"]


def test_a_number_that_an_item_says_itself_counts_on(styles: Styles) -> None:
    counts: Counts = {}
    assert [styles.numbered("L", 1, counts, start=7), styles.numbered("L", 1, counts)] == ["7.", "8."]


def test_a_list_without_a_style_shows_no_numbers(styles: Styles) -> None:
    assert styles.numbered("none", 1, {}) == ""
