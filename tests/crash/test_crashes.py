"""Processes are killed while they change a library, at random moments and at named steps: nothing said is lost."""

import random
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from corpus.library import FILE, Library
from tests.crash.conftest import A_SERIES, CRASHES, Survived
from tests.crash.inspecting import absent, inspect
from tests.crash.killing import Nursery
from tests.crash.work import State, draw

_STEPS = 4
_SECONDS = 0.15  # in which most children come to an end by themselves
_MOMENTS = 25  # in the mean: an addition has 30 to 60, making all vectors anew a hundred


@pytest.mark.parametrize("seed", range(-(-CRASHES // A_SERIES)))
def test_nothing_is_lost_nor_half_there(seed: int, nursery: Nursery, survived: Survived, tmp_path: Path) -> None:
    chance = random.Random(f"crash {seed}")  # noqa: S311  # a seed, no secret
    state, gone, crashes = State(), set[tuple[str, int]](), 0
    with _bystander(tmp_path / "library", there=bool(seed % 2)):
        while crashes < A_SERIES:
            steps = draw(state, chance, _STEPS)
            named = chance.random() < 0.7
            die = (chance.randint(1, _STEPS), int(chance.expovariate(1 / _MOMENTS))) if named else None
            ended = nursery.run(tmp_path, state, steps, die=die, after=None if named else chance.uniform(0, _SECONDS))
            before = state
            for step in steps[: ended.done]:
                state = state.after(step)
            possible = [state, *(state.after(step) for step in steps[ended.done : ended.done + 1])]
            if ended.killed:
                crashes += 1
                survived(ended.where or "at a random moment")
            if not (tmp_path / "library" / FILE).exists():
                assert possible[0] == before == State()
                continue
            with closing(Library.create(tmp_path / "library")) as library:
                state = inspect(tmp_path, possible, library)
            versions = {(step.name, step.version) for step in steps if step.do == "add"}
            gone |= {*before.documents.items(), *versions}
    with closing(Library.open(tmp_path / "library")) as library:
        library.tidy()
    absent(library, gone - set(state.documents.items()))


@contextmanager
def _bystander(folder: Path, *, there: bool) -> Iterator[None]:
    """Another process's library, if there is to be one, open all the time: the log is then not read anew."""
    if not there:
        yield
        return
    with closing(Library.create(folder)) as library, library.reading():
        pass
    with closing(Library.create(folder)) as library:
        library.documents()
        yield
