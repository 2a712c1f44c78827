import pytest

from ingest.tables import has_head


@pytest.mark.parametrize(
    "rows",
    [
        ["work | premium", "Driving | 96", "Cooking | 48"],
        ["Day | Hours", "Saturday | 9 to 12"],
        ["golongan | 0-10 m3 | 11-20 m3", "Sosial | Rp1.200 | Rp1.800", "Rumah | Rp3.100 | Rp4.000"],
        ["Name | Office | Town", "Tan | Head | Melaka", "Kong | Clerk | Kuching"],
        ["fruit | colour", "Mango | Yellow", "Guava | Green"],
    ],
)
def test_the_first_row_is_a_head_where_it_names_columns(rows: list[str]) -> None:
    assert has_head(rows)


@pytest.mark.parametrize(
    "rows",
    [
        ["Driving | 96", "Cooking | 48"],
        ["Place | Hall", "Chair | Tan"],
        ["one"],
        ["one", "two | 2"],
        ["2023 | 40 | 2", "2024 | 45 | 3", "2025 | 50 | 4"],
        ["Tan | " + "a" * 80, "Kong | 5"],
    ],
)
def test_no_head_is_claimed_elsewhere(rows: list[str]) -> None:
    assert not has_head(rows)
