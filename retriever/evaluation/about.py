"""What a run was made of, so that a report can be told from another one."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class About:
    """`questions` is the name of their file, `made` the moment (ISO 8601, UTC), `rujuk` the version.

    `embedder` and `generation` are the library's; `threshold` is the confidence from which a question was answered.
    """

    questions: str
    made: str
    rujuk: str
    embedder: str
    generation: int
    threshold: float
