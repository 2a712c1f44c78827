"""The options of commands, and the settings that they make."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer

from api.settings import Settings
from ingest import metadata


def collection_name(value: str | None) -> str | None:
    """Check the name of a collection, where one is given. Raises typer.BadParameter where it may not be one."""
    try:
        return None if value is None else metadata.collection_name(value)
    except ValueError as error:
        raise typer.BadParameter(f"it {error}") from error


def _option(*names: str, **given: Any) -> Any:
    return typer.Option(*names, show_default=False, **given)


def _argument(metavar: str, text: str) -> Any:
    return typer.Argument(metavar=metavar, help=text, show_default=False)


_LIBRARY = "The folder that holds the library, or postgresql://..."
_CITATION = "A citation, a passage, or a whole answer of `rujuk ask --json`; - reads standard input."
_BASELINE = "Compare with an earlier run, question by question: what `eval --json` printed then."
_FLOOR = "Exit with 4 where a metric is worse: hit@1=0.9, th:ece=0.1, typo:hit@3=0.8. May be given again."
_COLLECTION = "The collection that they go into, unless a line of a .jsonl file names another."

JsonOption = Annotated[bool, _option("--json", help="Print JSON.")]
LibraryOption = Annotated[str | None, _option("--library", metavar="DIR", help=_LIBRARY)]
CollectionsOption = Annotated[
    list[str] | None, _option("--collection", metavar="NAME", help="Only this collection; again for more.")
]

# `rujuk ask`
QuestionArgument = Annotated[str, _argument("QUESTION", "The question, in plain words.")]
TopKOption = Annotated[int, typer.Option("--top-k", metavar="N", help="How many passages to give.")]
LanguagesOption = Annotated[
    list[str] | None, _option("--language", metavar="TAG", help="Only documents in this language; again for more.")
]
FromOption = Annotated[str | None, _option("--from", metavar="DATE", help="Only documents published then or later.")]
ToOption = Annotated[str | None, _option("--to", metavar="DATE", help="Only documents published then or earlier.")]
MetadataOption = Annotated[
    list[str] | None,
    _option("--metadata", metavar="KEY=VALUE", help="Only documents whose metadata has it; again for more."),
]

# `rujuk add`
PathsArgument = Annotated[list[Path] | None, _argument("PATH", "Files and folders.")]
SyncOption = Annotated[bool, _option("--sync", help="Also remove documents whose file in these folders is gone.")]
WatchOption = Annotated[bool, _option("--watch", help="--sync, and follow the folders until Ctrl-C.")]
CollectionOption = Annotated[
    str | None, _option("--collection", metavar="NAME", help=_COLLECTION, callback=collection_name)
]
ReEmbedOption = Annotated[bool, _option("--re-embed", help="Make all vectors anew with the model in use.")]
KeepOption = Annotated[bool, _option("--keep-original", help="Keep the files in the library too, to show their pages.")]

# `rujuk verify`, `rujuk serve`
CitationArgument = Annotated[Path, _argument("CITATION.json", _CITATION)]
HostOption = Annotated[
    str | None, typer.Option("--host", metavar="H", help="The address to serve on.", show_default="127.0.0.1")
]
PortOption = Annotated[
    int | None,
    typer.Option("--port", metavar="P", min=0, max=65535, help="The port; 0 takes a free one.", show_default="8000"),
]

# `rujuk show`, `remove`, `copy`, `backup`
IdArgument = Annotated[str, _argument("ID", "The document's id.")]
IdsArgument = Annotated[list[str], _argument("ID", "The documents' ids.")]
SourceArgument = Annotated[str, _argument("FROM", "The library: its folder, or postgresql://...")]
TargetArgument = Annotated[str, _argument("TO", "Where to copy it; no library may be there yet.")]
FileArgument = Annotated[Path, _argument("FILE", "The file to write.")]
ForceOption = Annotated[bool, _option("--force", help="Replace FILE if it is there.")]

# `rujuk eval`
QuestionsArgument = Annotated[
    Path | None, _argument("QUESTIONS.jsonl", "Or a folder in BEIR's form. Without it: the bundled questions.")
]
ReportOption = Annotated[
    Path | None, _option("--report", metavar="FILE.html", help="Write the report as an HTML page.")
]
BaselineOption = Annotated[Path | None, _option("--baseline", metavar="EARLIER.json", help=_BASELINE)]
FloorsOption = Annotated[list[str] | None, _option("--fail-under", metavar="METRIC=VALUE", help=_FLOOR)]


@dataclass(frozen=True, slots=True)
class BeforeCommand:
    """The options that stand before a command."""

    library: str | None
    config: Path | None


def settings(context: typer.Context, library: str | None, **overrides: Any) -> Settings:
    """The settings for a command: its own options win over those before the command, and both over the environment."""
    before: BeforeCommand = context.obj
    return Settings.load(before.config, library=library or before.library, **overrides)
