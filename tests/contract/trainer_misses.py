"""What is not yet right in films as trainers make them; the table of it is ``trainer_misses.toml``.

    python tests/contract/trainer_misses.py

judges a choice of the films of ``formcheck.synthetic.trainers`` for every scripted exercise and writes the table again.
"""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))

import trainers

from formcheck import exercises
from formcheck.synthetic.performances import SCRIPTS

TABLE = Path(__file__).with_name("trainer_misses.toml")
CHOSEN = (
    *("yaw +30", "yaw -30", "yaw +60", "cut short", "rushed", "shallow", "two cameras"),
    *("walks in", "feet out", "joints offset", "loose clothes"),
)
"""Films that differ most from a set that is performed whole before a camera that stands square on."""
NAMES = [name for name in exercises.names() if name in SCRIPTS]

HEAD = """\
# What is not right in films as trainers and patients make them (formcheck/synthetic/trainers.py): the film, and what is
# wrong in it - repetitions counted, the hold, a fault that is told and not there. From
# `python tests/contract/trainer_misses.py`. The list may only become shorter: tests/contract/test_trainers.py fails
# when something is missed that is not in it, and when something in it is right (then write this file again).
"""


def missed(exercise: str) -> list[str]:
    """Films of an exercise and the measures in which they are not right.

    Parameters
    ----------
    exercise : str
    """
    chosen = [take for take in trainers.films(exercise) if take.name in CHOSEN]
    found = [(take.name, finding) for take in chosen for finding in trainers.judged(take)]
    found += [("something else", finding) for finding in trainers.others(exercise)]
    return [
        f"{name}: {finding.measure if name != 'something else' else finding.name.removeprefix(exercise).strip()}"
        for name, finding in found
        if finding.right < finding.of
    ]


def read() -> dict[str, list[str]]:
    """The table."""
    return dict(tomllib.loads(TABLE.read_text(encoding="utf-8")))


def text_of(table: dict[str, list[str]]) -> str:
    """The table as it is written."""
    lines = [HEAD]
    for exercise, misses in table.items():
        rows = "".join(f'    "{miss}",\n' for miss in misses)
        lines.append(f"{exercise} = [\n{rows}]" if misses else f"{exercise} = []")
    return "\n".join(lines) + "\n"


def main() -> None:
    """Write the table."""
    TABLE.write_text(text_of({name: missed(name) for name in NAMES}), encoding="utf-8")


if __name__ == "__main__":
    main()
