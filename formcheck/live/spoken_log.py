"""What was said, with its delay behind what it is about."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

from formcheck.live.stats import Stats
from formcheck.utterance import Utterance
from formcheck.voice import Spoken


class SpokenLog:
    """A log of when each utterance was handed on to a voice, on the source's clock.

    Parameters
    ----------
    say : callable
        Takes each utterance; must return at once.
    stats : Stats
    """

    def __init__(self, say: Callable[[Utterance], None], stats: Stats) -> None:
        self._say, self._stats = say, stats
        self._asked_s: dict[tuple[str, float], float] = {}

    def __call__(self, utterance: Utterance) -> None:
        """Say something."""
        self._asked_s[utterance.text, utterance.t_s] = self._stats.source_s
        self._say(utterance)

    def rows(self, spoken: Sequence[Spoken]) -> list[dict[str, Any]]:
        """What became of every utterance.

        Returns
        -------
        list of dict
            `text`, `kind`, `dropped`, and on the source's clock in seconds: `t_s` of the frame, `fault_s` from which
            its fault was worth telling, `asked_s`, `began_s`, `ended_s`; `lag_s` from the fault, or else from the
            frame, until it began to sound. None where there is no such moment.
        """
        rows = []
        for each in spoken:
            asked_s = self._asked_s.get((each.text, each.t_s), each.t_s)
            began_s = asked_s + each.began_s - each.asked_s
            cause_s = each.t_s if each.fault_s is None else each.fault_s
            times = {
                "t_s": each.t_s,
                "fault_s": each.fault_s,
                "asked_s": asked_s,
                "began_s": began_s,
                "ended_s": asked_s + each.ended_s - each.asked_s,
                "lag_s": began_s - cause_s,
            }
            rows.append({"text": each.text, "kind": each.kind, "dropped": each.dropped, **_known(times)})
        return rows


def _known(times: dict[str, float | None]) -> dict[str, float | None]:
    return {name: None if value is None or math.isnan(value) else round(value, 3) for name, value in times.items()}
