"""Folders in the cache are whole or not there."""

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from corpus.errors import ModelError
from retriever.models.cache import Notes, keep, kept

KILLED = """
import os, signal, sys
from pathlib import Path
from retriever.models.cache import keep

def make(draft):
    (draft / "half").write_text("written")
    os.kill(os.getpid(), signal.SIGKILL)

keep(Path(sys.argv[1]), make)
"""


def _names(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir() if path.name != ".lock"]


def _make(draft: Path) -> Notes:
    (draft / "inside").mkdir()
    (draft / "inside" / "file").write_text("content")
    return {"made": "well"}


def test_what_is_kept_is_found_with_its_notes(tmp_path: Path) -> None:
    folder = tmp_path / "cache" / "thing"
    assert kept(folder) is None
    keep(folder, _make)
    assert kept(folder) == {"made": "well"}
    assert _names(folder.parent) == ["thing"]


def test_others_may_read_it(tmp_path: Path) -> None:
    keep(tmp_path / "thing", _make)
    assert (tmp_path / "thing").stat().st_mode & 0o777 == 0o755
    assert (tmp_path / "thing" / "inside" / "file").stat().st_mode & 0o777 == 0o644


@pytest.mark.parametrize("damage", ["changed", "missing", "no manifest", "bad manifest"])
def test_what_is_damaged_counts_as_missing_and_is_replaced(damage: str, tmp_path: Path) -> None:
    folder = tmp_path / "thing"
    keep(folder, _make)
    if damage == "changed":
        (folder / "inside" / "file").write_text("contenu")
    elif damage == "missing":
        (folder / "inside" / "file").unlink()
    elif damage == "no manifest":
        (folder / "manifest.json").unlink()
    else:
        (folder / "manifest.json").write_text('{"files": 3}')
    assert kept(folder) is None
    keep(folder, _make)
    assert kept(folder) == {"made": "well"}
    assert _names(tmp_path) == ["thing"]


def test_a_failure_leaves_nothing(tmp_path: Path) -> None:
    def fail(draft: Path) -> Notes:
        (draft / "half").write_text("written")
        raise ModelError("no")

    with pytest.raises(ModelError, match="no"):
        keep(tmp_path / "thing", fail)
    assert not _names(tmp_path)


def test_killed_half_way_nothing_is_there_and_the_rest_is_swept_a_day_later(tmp_path: Path) -> None:
    folder = tmp_path / "thing"
    done = subprocess.run([sys.executable, "-c", KILLED, str(folder)], check=False)
    assert done.returncode == -signal.SIGKILL
    (draft,) = tmp_path.glob(".thing.*")
    assert kept(folder) is None
    keep(folder, _make)
    assert draft.exists()  # it might be another process's, at work
    os.utime(draft, (time.time() - 90_000,) * 2)
    (folder / "manifest.json").unlink()
    keep(folder, _make)
    assert _names(tmp_path) == ["thing"]


@pytest.mark.parametrize("damaged", [False, True])
def test_of_many_at_once_one_makes_it_and_the_others_wait(damaged: bool, tmp_path: Path) -> None:
    folder = tmp_path / "thing"
    if damaged:
        keep(folder, _make)
        (folder / "inside" / "file").write_text("contenu")
    made: list[Path] = []

    def make(draft: Path) -> Notes:
        made.append(draft)
        time.sleep(0.05)  # long enough for the others to come
        return _make(draft)

    threads = [threading.Thread(target=keep, args=(folder, make)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert kept(folder) == {"made": "well"}
    assert _names(tmp_path) == ["thing"]
    assert len(made) == 1


def test_a_cache_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(ModelError, match=r"the model cache .*file/models cannot be written"):
        keep(tmp_path / "file" / "models" / "thing", _make)
