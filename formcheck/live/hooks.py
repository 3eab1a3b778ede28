"""What a live run tells while it goes on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from formcheck.events import Event
from formcheck.pain import Pain
from formcheck.result import SetResult
from formcheck.routines.plan import PlannedSet
from formcheck.utterance import Utterance


class SetJournal(Protocol):
    """The journal in which a set is written down while it runs, such as :class:`formcheck.history.SetLog`."""

    def event(self, event: Event) -> None:
        """Something has just been found."""

    def restart(self) -> None:
        """The set begins anew."""

    def hurts(self, pain: Pain) -> None:
        """It hurts, or more is known of the pain: to be kept at once."""

    def finish(self, result: SetResult, *, ended_by: str, pain: bool | None = None) -> None:
        """The set is over; parameters as of :meth:`formcheck.history.SetLog.finish`."""


@dataclass(frozen=True)
class Hooks:
    """The callbacks of a live run.

    Attributes
    ----------
    event : callable
        Takes each :class:`~formcheck.events.Event`; on the main thread.
    notice : callable
        Takes a line about the camera, the machine or a key; on the main thread.
    say : callable
        Takes each :class:`~formcheck.utterance.Utterance` on the thread that checks: it must return at once.
    begin : callable
        Takes the set that begins and its folder, if it has one, and gives its journal, or None; on the main thread, as
        all that the journal is told.
    """

    event: Callable[[Event], None] = lambda _: None
    notice: Callable[[str], None] = lambda _: None
    say: Callable[[Utterance], None] = lambda _: None
    begin: Callable[[PlannedSet, Path | None], SetJournal | None] = lambda *_: None


class Diary:
    """The journal of one set, kept on another thread: what it is told is done there in the same order.

    Parameters
    ----------
    post : callable
        Has something called on the other thread.
    begin : callable
        Makes the journal.
    """

    def __init__(self, post: Callable[[Callable[[], None]], None], begin: Callable[[], SetJournal | None]) -> None:
        self._post = post
        self._journal: SetJournal | None = None
        post(lambda: self._begin(begin))

    def event(self, event: Event) -> None:
        """Keep an event."""
        self._pass_on("event", event)

    def restart(self) -> None:
        """Begin anew."""
        self._pass_on("restart")

    def hurts(self, pain: Pain) -> None:
        """Keep a pain."""
        self._pass_on("hurts", pain)

    def finish(self, result: SetResult, *, ended_by: str, pain: bool | None) -> None:
        """End it; parameters as of :class:`SetJournal`."""
        self._pass_on("finish", result, ended_by=ended_by, pain=pain)

    def _begin(self, begin: Callable[[], SetJournal | None]) -> None:
        self._journal = begin()

    def _pass_on(self, what: str, *args: Any, **more: Any) -> None:
        self._post(lambda: getattr(self._journal, what)(*args, **more) if self._journal else None)
