"""Laws of where words stand: what is packed comes back, and a region is around what it is asked for."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from corpus.documents import Span
from corpus.places import SCALE, PlacedLine, find_regions, pack, spread, unpack

box = st.tuples(*[st.integers(0, SCALE)] * 4)
lines = st.lists(st.lists(box, min_size=1, max_size=6), max_size=5)


def placed(boxes: list[list[tuple[int, ...]]]) -> list[PlacedLine]:
    """Lines one after the other, a space apart."""
    found, start = [], 0
    for each in boxes:
        found.append(PlacedLine(start, np.array(each, dtype=np.uint16)))
        start += len(each) + 1
    return found


@given(lines)
def test_what_is_packed_comes_back(boxes: list[list[tuple[int, ...]]]) -> None:
    back = unpack(pack(placed(boxes)))
    assert [(line.start, line.boxes.tolist()) for line in back] == [
        (line.start, line.boxes.tolist()) for line in placed(boxes)
    ]
    span = spread(back)
    assert span == (Span(0, back[-1].end) if back else None)


@given(lines.filter(bool), st.data())
def test_each_line_of_a_span_has_a_region_around_its_boxes(
    boxes: list[list[tuple[int, ...]]], data: st.DataObject
) -> None:
    found = placed(boxes)
    words = " ".join("x" * len(each) for each in boxes)
    start = data.draw(st.integers(0, len(words) - 1))
    span = Span(start, data.draw(st.integers(start + 1, len(words))))
    touched = [each for each in found if each.start < span.end and span.start < each.end]
    regions = find_regions([(1, pack(found))], span, span.of(words))
    assert len(regions) == len(touched)
    for line, region in zip(touched, regions, strict=True):
        cut = line.boxes[max(span.start - line.start, 0) : span.end - line.start]
        assert (round(region.x0 * SCALE), round(region.y0 * SCALE)) == tuple(cut[:, :2].min(axis=0).tolist())
        assert (round(region.x1 * SCALE), round(region.y1 * SCALE)) == tuple(cut[:, 2:].max(axis=0).tolist())


def test_nothing_is_lit_where_one_letter_has_no_place() -> None:
    pages = [(1, pack(placed([[(0, 0, 9, 9)] * 3])))]
    assert find_regions(pages, Span(0, 4), "abc ")
    assert find_regions(pages, Span(0, 4), "abcd") == ()
