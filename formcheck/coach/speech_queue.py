"""One line at a time: what is said now, what waits for it, and what is dropped because its moment has passed."""

from __future__ import annotations

import math
from dataclasses import replace

from formcheck.coach.cues import LATE_S
from formcheck.utterance import Kind, Utterance, speaking_s

_ORDER: tuple[Kind, ...] = ("prompt", "mark", "count", "cue", "notice", "praise")
"""Who speaks first where several have something to say."""
COUNT_WAITS_S = 2.5 * LATE_S
"""A number is true until the next one: it outlasts the longest cue."""
_WAITS_S: dict[Kind, float] = {
    "prompt": math.inf,
    "mark": LATE_S,
    "count": COUNT_WAITS_S,
    "cue": LATE_S,
    "notice": math.inf,
    "praise": 2 * LATE_S,
}
"""How long a line may wait until it is too late to be said."""


class SpeechQueue:
    """Says one line at a time, the most urgent first; a newer count or mark replaces an older one that waits."""

    def __init__(self) -> None:
        self._waiting: list[Utterance] = []
        self.busy_until_s = -math.inf
        self.last: Utterance | None = None

    def add(self, text: str, kind: Kind, t_s: float, fault_s: float | None = None) -> None:
        """Something to say as soon as possible."""
        if kind in ("count", "mark"):
            self._waiting = [each for each in self._waiting if each.kind != kind]
        self._waiting.append(Utterance(text, kind, t_s, fault_s))

    def only(self, text: str, kind: Kind, t_s: float) -> Utterance:
        """Say this at once; what waits is forgotten."""
        self._waiting.clear()
        return self._begin(Utterance(text, kind, t_s), t_s)

    def forget(self) -> None:
        """Nothing that waits is worth saying any more."""
        self._waiting.clear()

    def free(self, t_s: float) -> bool:
        """Nothing is being said, and nothing waits."""
        return t_s >= self.busy_until_s and not self._waiting

    @property
    def all_said_s(self) -> float:
        """When everything that waits will have been said, if nothing else comes."""
        return self.busy_until_s + sum(speaking_s(each.text) for each in self._waiting)

    def speak(self, t_s: float) -> Utterance | None:
        """The line that begins now; None while another one lasts or nothing waits."""
        self._waiting = [each for each in self._waiting if t_s - each.t_s <= _WAITS_S[each.kind]]
        if t_s < self.busy_until_s or not self._waiting:
            return None
        best = min(self._waiting, key=lambda each: _ORDER.index(each.kind))
        self._waiting.remove(best)
        # a prompt that had to wait is as true now as it was then
        return self._begin(replace(best, t_s=t_s) if math.isinf(_WAITS_S[best.kind]) else best, t_s)

    def _begin(self, utterance: Utterance, t_s: float) -> Utterance:
        self.busy_until_s = max(t_s, self.busy_until_s) + speaking_s(utterance.text)
        self.last = utterance
        return utterance
