"""Two runs' ratios of Rujuk to the obvious service, measure by measure: what became worse?

    python -m benchmarks.compare KEPT.json NEW.json [--within 0.1]

Ratios, as both sides of a run share a machine and its moods, and runs do not. It ends with status 1 where a ratio is
worse than the kept one by more than `--within` of it.
"""

import argparse
from pathlib import Path

from benchmarks.figures import COMPARED
from benchmarks.runs import Run


def main() -> None:
    """Print the table."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("kept", type=Path)
    options.add_argument("new", type=Path)
    options.add_argument("--within", type=float, default=0.1)
    chosen = options.parse_args()
    lines, worse = compare(Run.read(chosen.kept), Run.read(chosen.new), chosen.within)
    print("\n".join(lines))
    raise SystemExit(1 if worse else 0)


def compare(kept: Run, new: Run, within: float) -> tuple[list[str], int]:
    """The lines of the table, and how many ratios are worse by more than `within`, a share of the kept one."""
    lines, worse = [f"kept: {kept.about}", f"new:  {new.about}", "", f"{'':44} {'kept':>8} {'new':>8} {'change':>8}"], 0
    for before, after in kept.shared(new):
        for name, more_is_better in COMPARED.items():
            old, now = before.ratio(name), after.ratio(name)
            if not old or not now:
                continue
            is_worse = (old / now if more_is_better else now / old) > 1 + within
            worse += is_worse
            mark = "   worse" if is_worse else ""
            lines.append(f"{f'{after.name}: {name}':44} {old:8.2f} {now:8.2f} {now / old - 1:+8.0%}{mark}")
    return lines, worse


if __name__ == "__main__":
    main()
