import pytest

from api import request_ids


@pytest.mark.parametrize("sent", ["mine-1", "A.b_c-9", "x" * 64])
def test_a_sane_id_is_taken(sent: str) -> None:
    assert request_ids.begin(sent) == request_ids.current() == sent


@pytest.mark.parametrize("sent", [None, "", "x" * 65, "two words", "line\n", "ก", "a;b"])
def test_another_one_is_replaced_by_one_of_ours(sent: str | None) -> None:
    made = request_ids.begin(sent)
    assert made == request_ids.current() != sent
    assert request_ids.begin(sent) != made
