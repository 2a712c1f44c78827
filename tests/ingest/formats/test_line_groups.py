"""Which lines of a plain text belong together."""

import pytest

from ingest.formats.line_groups import Unit, units_of

PROSE = (
    "The harbour office began to sell tickets on board in March, and since\n"
    "then the queues at the gate have gone. Children under six pay nothing,\n"
    "and a family of four pays for three."
)


def told(text: str) -> list[tuple[str, str]]:
    """The kind and the words of each unit, its lines apart by a bar."""
    return [(unit.kind, "/".join(line.text for line in unit.lines)) for unit in units_of(text)]


def only(text: str) -> Unit:
    (unit,) = units_of(text)
    return unit


def test_wrapped_lines_are_one_paragraph_and_its_span_is_theirs() -> None:
    text = f"\n\n  {PROSE}\n\nMore."
    first, second = units_of(text)
    assert first.whole.of(text) == PROSE
    assert (second.whole.of(text), second.kind) == ("More.", "paragraph")


@pytest.mark.parametrize(
    ("text", "words"),
    [("- Boats of the isle", "Boats of the isle"), ("2. Rafts", "2. Rafts"), ("(b) Canoes", "(b) Canoes")],
)
def test_an_item_keeps_what_counts_it_and_loses_its_bullet(text: str, words: str) -> None:
    assert only(text).kind == "item"
    assert only(text).words.of(text) == words
    assert only(text).whole.of(text) == text


def test_a_numbered_line_knows_its_number() -> None:
    assert only("1.2 Scope of the rules").number == (1, 2)
    assert only("Scope of the rules").number == ()


def test_what_stands_between_empty_lines_stands_apart() -> None:
    units = units_of("Alone\n\n- First\n- Second\n- Third\n\nLast")
    assert [(unit.before, unit.after, unit.apart) for unit in units] == [
        (True, True, True),
        (True, False, False),
        (False, False, False),
        (False, True, False),
        (True, True, True),
    ]


@pytest.mark.parametrize("rule", ["====", "----", "~~~~"])
def test_a_line_that_is_underlined_is_one_and_those_before_it_are_not(rule: str) -> None:
    units = units_of(f"Some words before it.\nFees of the port\n{rule}\nThey are low.")
    assert [unit.underlined for unit in units] == [False, True, False]
    assert units[1].first.text == "Fees of the port"


def test_a_rule_of_other_signs_underlines_nothing() -> None:
    assert not any(unit.underlined for unit in units_of("Fees of the port\n****\nThey are low."))
    assert not any(unit.underlined for unit in units_of("Fees of the port are low.\n====\nMore."))


def test_the_number_of_a_page_divides_no_sentence() -> None:
    page = " " * 40 + "12"
    assert told(f"The fee is paid by those\n\n{page}\n\nwho come by boat.") == [
        ("paragraph", "The fee is paid by those/who come by boat.")
    ]
    assert told(f"The fee is paid.\n\n{page}\n\nwho come by boat.") == [
        ("paragraph", "The fee is paid."),
        ("paragraph", "who come by boat."),
    ]
    assert told("The fee is paid by those\n\nwho come by boat.")[0] == ("paragraph", "The fee is paid by those")


def test_a_number_within_a_sentence_begins_no_item() -> None:
    text = "The office was opened in the harbour on\n12. March by the mayor of the town"
    assert len(units_of(text)) == 1
    assert [kind for kind, _ in told("What to bring on board:\n1. A coat\n2. A hat")] == ["paragraph", "item", "item"]
    assert [kind for kind, _ in told("Bring\n4. A coat\n5. A hat")] == ["paragraph", "item", "item"]  # too few words


def test_an_item_goes_on_where_it_is_set_in_or_in_small_letters() -> None:
    assert told("- The boats of\n  Timun and Karang\n- Rafts") == [
        ("item", "- The boats of/Timun and Karang"),
        ("item", "- Rafts"),
    ]
    assert told("- The boats are counted.\nEach has a number.") == [
        ("item", "- The boats are counted."),
        ("paragraph", "Each has a number."),
    ]


def test_bars_make_rows_and_one_alone_makes_none() -> None:
    assert [kind for kind, _ in told("Pier | Fee\nNorth | 40\nSouth | 60")] == ["row"] * 3
    assert [kind for kind, _ in told("Either north | south\nand no more.")] == ["paragraph"]
    assert told("North | 40") == [("row", "North | 40")]


@pytest.mark.parametrize(("rows", "kind"), [(2, "paragraph"), (3, "row")])
def test_cells_apart_by_white_space_take_three_rows(rows: int, kind: str) -> None:
    lines = ["North pier    40    May", "South pier    60    June", "East pier    20    July"][:rows]
    assert {found for found, _ in told("\n".join(lines))} == {kind}


def test_cells_apart_by_tabs_take_two() -> None:
    assert [kind for kind, _ in told("North\t40\nSouth\t60")] == ["row", "row"]
    assert [kind for kind, _ in told("North\t40\nSouth\t60\tMay")] != ["row", "row"]


def test_long_cells_are_prose() -> None:
    line = "The harbour office sells tickets at the northern gate   and it is open on each day of the week but one"
    assert "row" not in {kind for kind, _ in told("\n".join([line] * 3))}


def test_labels_with_their_values_stand_by_themselves() -> None:
    assert told("Name: Ferry\nPort: Timun\nFee: 40 baht") == [
        ("line", "Name: Ferry"),
        ("line", "Port: Timun"),
        ("line", "Fee: 40 baht"),
    ]
    assert told("Name: Ferry") == [("paragraph", "Name: Ferry")]


@pytest.mark.parametrize(("count", "units"), [(2, 2), (3, 1), (5, 1)])
def test_three_short_lines_are_a_listing(count: int, units: int) -> None:
    lines = ["Harbour Office", "Second Floor", "Quay Street", "Timun Town", "Karang"][:count]
    assert len(units_of("\n".join(lines))) == units


def test_a_divided_word_goes_on_in_the_next_line() -> None:
    assert told("It is for the munici-\npality of Timun") == [("paragraph", "It is for the munici-/pality of Timun")]


def test_a_currency_at_the_end_of_a_line_goes_on_with_its_amount() -> None:
    assert len(units_of("The fee of the berth is Rp\n40.000 for each night.")) == 1
    assert len(units_of("The fee was paid in full.\n40 boats came.")) == 2


def test_a_question_above_what_runs_on_stands_alone() -> None:
    text = "When is it open?\nthe office is open on each day of\nthe week and shuts at nine in\nthe evening of Sundays"
    assert told(text)[0] == ("paragraph", "When is it open?")
    assert len(units_of(text)) == 2


@pytest.mark.parametrize("text", ["", "\n\n", "----\n\n====", " \t "])
def test_what_shows_nothing_has_no_units(text: str) -> None:
    assert units_of(text) == []
