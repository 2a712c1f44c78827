import pytest

from corpus.storage import DatabaseURL


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://user:secret@db/papers",
        "postgresql://user:/secret@db/papers",
        "postgresql://user:?secret@db/papers",
        "postgresql://user:#secret@db/papers",
        "postgresql://user:a@secret@db/papers",
        "postgresql://user:a\nsecret@db/papers",
        "postgresql://db/papers?password=secret",
        "postgresql://db/papers?password=a#secret",
        "postgresql://db/papers?password=a?secret",
        "postgresql://db/papers?user=reader&PASSWORD=secret",
        "postgresql://db/papers?sslpassword=secret",
        "postgresql://db/papers?%70assword=secret&user=reader",
    ],
)
def test_no_password_is_shown(url: str) -> None:
    assert "secret" not in f"{DatabaseURL(url)} {DatabaseURL(url)!r}"
    assert "db/papers" in str(DatabaseURL(url))


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://db:5432/papers?user=reader&host=/run/postgresql",
        "postgresql://reader@db:5432,other:5433/papers",
        "postgresql://[::1]/papers",
    ],
)
def test_what_is_no_password_is_shown(url: str) -> None:
    assert str(DatabaseURL(url)) == url
