"""The command line's entry. Exit codes: 0 fine, 1 our fault, 2 usage, 3 input refused, 4 a floor missed."""

import logging
import os
import sys
import traceback

from api import terminal
from corpus.errors import RujukError


def main() -> None:
    """Run the command that the arguments name, and exit."""
    sys.exit(_run())


def _run() -> int | str | None:
    # One thread a question. The libraries read these when they load, so nothing that loads them is imported above.
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    terminal.prepare()
    handler = logging.StreamHandler()
    handler.setFormatter(terminal.LogFormatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(handlers=[handler], level=logging.WARNING)
    try:
        from api.commands import root

        root.make()(prog_name="rujuk")
    except SystemExit as ended:
        return ended.code
    except RujukError as error:
        terminal.note(f"rujuk: {error}")
        return 3
    except KeyboardInterrupt:
        return 130
    except Exception as error:  # noqa: BLE001 - the last resort: one clear line instead of a trace
        return _our_fault(error)
    return 0


def _our_fault(error: Exception) -> int:
    if os.environ.get("RUJUK_LOG_LEVEL", "").lower() == "debug":
        traceback.print_exception(error)
    terminal.note(
        f"rujuk: this is a bug in Rujuk ({type(error).__name__}: {error}); "
        "please report it, with what RUJUK_LOG_LEVEL=debug prints"
    )
    return 1


if __name__ == "__main__":
    main()
