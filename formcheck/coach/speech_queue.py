"""One line at a time: what is said now, what waits for it, and what is dropped because its moment has passed."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from formcheck.utterance import WAITS_S, Kind, Utterance, speaking_s

CAPTION_S = 3.0
"""A line stays on the screen until it is spoken, and at least for this long."""
_ORDER: tuple[Kind, ...] = ("prompt", "mark", "count", "cue", "notice", "praise")
"""Who speaks first where several have something to say."""


class SpeechQueue:
    """A queue of lines, said one at a time, the most urgent first; a newer count or mark replaces one that waits.

    Notes
    -----
    There is one in a run, from its first set to its last: whoever leads takes it over with :meth:`forget`. When a line
    ends is an estimate, so that what is said depends on the frames alone and not on the voice of the system.

    Attributes
    ----------
    busy_until_s : float
        When what is being said will be over, on the source's clock.
    """

    def __init__(self) -> None:
        self._waiting: list[Utterance] = []
        self._last: Utterance | None = None
        self.busy_until_s = -math.inf

    def add(self, text: str, kind: Kind, t_s: float, fault_s: float | None = None) -> None:
        """Something to say as soon as possible.

        Parameters
        ----------
        text, kind, t_s, fault_s
            As of :class:`~formcheck.utterance.Utterance`.
        """
        if kind in ("count", "mark"):
            self._waiting = [each for each in self._waiting if each.kind != kind]
        self._waiting.append(Utterance(text, kind, t_s, fault_s))

    def now(self, text: str, kind: Kind, t_s: float) -> Utterance:
        """Say this next, whatever waits; parameters as of :meth:`add`."""
        return self._begin(Utterance(text, kind, t_s), t_s)

    def only(self, text: str, kind: Kind, t_s: float) -> Utterance:
        """Say this next; what waits is forgotten. Parameters as of :meth:`add`."""
        self.forget()
        return self.now(text, kind, t_s)

    def forget(self) -> None:
        """Nothing that waits is worth saying any more."""
        self._waiting.clear()

    def free(self, t_s: float) -> bool:
        """Nothing is being said, and nothing waits."""
        return t_s >= self.busy_until_s and not self._waiting

    def caption(self, t_s: float) -> str:
        """The line that is being said, or was until a moment ago; empty if there is none."""
        last = self._last
        return last.text if last and (t_s < self.busy_until_s or t_s - last.t_s <= CAPTION_S) else ""

    @property
    def last_text(self) -> str:
        """The line that was begun last; empty before the first."""
        return self._last.text if self._last else ""

    @property
    def all_said_s(self) -> float:
        """When everything that waits will have been said, if nothing else comes."""
        return self.busy_until_s + sum(speaking_s(each.text) for each in self._waiting)

    def speak(self, t_s: float) -> Utterance | None:
        """The line that begins now; None while another one lasts or nothing waits."""
        self._waiting = [each for each in self._waiting if t_s - each.t_s <= WAITS_S[each.kind]]
        if t_s < self.busy_until_s or not self._waiting:
            return None
        best = min(self._waiting, key=lambda each: _ORDER.index(each.kind))
        self._waiting.remove(best)
        # a prompt that had to wait is as true now as it was then
        return self._begin(replace(best, t_s=t_s) if math.isinf(WAITS_S[best.kind]) else best, t_s)

    @contextmanager
    def unheard(self) -> Iterator[None]:
        """What begins inside was for moments that have passed, and nobody hears it: the voice is as free as before."""
        last, busy_until_s = self._last, self.busy_until_s
        self._last, self.busy_until_s = None, -math.inf
        try:
            yield
        finally:
            self._last, self.busy_until_s = last, busy_until_s

    def _begin(self, utterance: Utterance, t_s: float) -> Utterance:
        self.busy_until_s = max(t_s, self.busy_until_s) + speaking_s(utterance.text)
        self._last = utterance
        return utterance
