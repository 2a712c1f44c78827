import pytest

from ingest.formats.tex import plain


@pytest.mark.parametrize(
    ("source", "written"),
    [
        (r"10^6", "10⁶"),
        (r"2^{10}", "2¹⁰"),
        (r"\frac{3}{4}", "3/4"),
        (r"2\tfrac{a+1}{\frac{b}{2}}", "2 (a+1)/(b/2)"),
        (r"\sqrt[3]{8} \le \text{two}", "³√8 ≤ two"),
        (r"x_i \geq 5\,\%", "x_i ≥ 5 %"),
        (r"\unknown{x}", "x"),
        (r"\frac{1", r"1"),
    ],
)
def test_a_formula_keeps_its_sense_in_a_line(source: str, written: str) -> None:
    assert plain(source) == written
