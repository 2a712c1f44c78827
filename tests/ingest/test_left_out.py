from ingest.left_out import LeftOut


def test_what_is_left_out_is_named_counted_and_measured() -> None:
    left = LeftOut()
    for kind, text in [("navigation", "Home  News"), ("footer", "2024"), ("navigation", "Top"), ("footer", "Us")]:
        left.add(kind, text)
    assert left.remarks() == ("left out: navigation, 2 footers (18 characters)",)


def test_what_shows_nothing_is_no_loss() -> None:
    left = LeftOut()
    left.add("footer", " \n\u200b")
    assert left.remarks() == ()
