"""Every exercise in films as trainers make them: from any side, fast and shallow, cut, cropped, from two cameras."""

from __future__ import annotations

import pytest
import trainer_misses
from sweep import for_each

TABLE = trainer_misses.read()
REWRITE = "If that is right, write the table again: python tests/contract/trainer_misses.py"


def test_every_scripted_exercise_is_in_the_table_and_the_table_is_as_it_is_written() -> None:
    assert list(TABLE) == trainer_misses.NAMES
    assert trainer_misses.text_of(TABLE) == trainer_misses.TABLE.read_text(encoding="utf-8"), REWRITE


@pytest.mark.slow
@for_each(trainer_misses.NAMES, by=str)
def test_nothing_is_missed_that_is_not_in_the_table(name: str) -> None:
    found, listed = trainer_misses.missed(name), TABLE[name]
    assert [miss for miss in found if miss not in listed] == [], "missed, and was not"
    assert [miss for miss in listed if miss not in found] == [], f"no longer missed. {REWRITE}"
