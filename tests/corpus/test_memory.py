from corpus.memory import Recent


def test_the_longest_unused_goes_first() -> None:
    recent: Recent[str] = Recent(2)
    recent.put("a", "one")
    recent.put("b", "two")
    assert recent.get("a") == "one"
    recent.put("c", "three")
    assert (recent.get("a"), recent.get("b"), recent.get("c")) == ("one", None, "three")


def test_what_is_larger_than_all_that_fits_is_kept_alone() -> None:
    recent: Recent[str] = Recent(10)
    recent.put("small", "s", 4)
    recent.put("large", "l", 40)
    assert (recent.get("small"), recent.get("large")) == (None, "l")
    recent.put("next", "n", 1)
    assert (recent.get("large"), recent.get("next")) == (None, "n")


def test_what_is_put_twice_counts_once() -> None:
    recent: Recent[str] = Recent(2)
    for _ in range(3):
        recent.put("a", "one")
    recent.put("b", "two")
    assert (recent.get("a"), recent.get("b")) == ("one", "two")
