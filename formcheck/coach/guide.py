"""A set without hands: set-up, ready, go, the count, cues and praise, the question after a stop, the end.

Pure: time comes from the frames alone, and what is said depends on the frames, not on how they were fed.
"""

from __future__ import annotations

from contextlib import nullcontext
from typing import Literal, Protocol

from formcheck.coach import phrases
from formcheck.coach.cues import LATE_S
from formcheck.coach.dose import dose_count
from formcheck.coach.framing import Framing
from formcheck.coach.guidance import Ending, Guidance, Stage
from formcheck.coach.moments import Moment, Moments
from formcheck.coach.place import Place
from formcheck.coach.set_up import SetUp
from formcheck.coach.speech_queue import SpeechQueue
from formcheck.coach.stop_pose import StopPose, shown
from formcheck.coach.stop_question import QUESTION, Asking
from formcheck.coach.work import Work
from formcheck.events import Update
from formcheck.frames import Frames
from formcheck.pain import Pain
from formcheck.routines.plan import PlannedSet
from formcheck.track import PoseTrack
from formcheck.utterance import Utterance

_ENDINGS: dict[Ending, str] = {"dose": "Done.", "left": "Set over.", "stopped": "Stopped.", "pain": "Set over."}


class _PictureWatch(Protocol):
    """What the guide asks of :class:`~formcheck.coach.framing.Framing`."""

    def feed(self, track: PoseTrack, frames: Frames) -> str:
        """What is wrong with the picture; parameters as of :meth:`formcheck.coach.framing.Framing.feed`."""


class Guide:
    """The state machine that leads through one set and decides all that is said and shown in it.

    Parameters
    ----------
    planned : PlannedSet
    last : bool
        Nothing comes after it.
    first : bool, optional
        How to stop without a key is told; by default in the first set of the programme.
    speech : SpeechQueue, optional
        That of the run.

    Attributes
    ----------
    framing : Framing
        Watches the picture.
    pain : Pain or None
        Where in the set it was when it hurt, once that is known.
    painless : bool
        The answer was that nothing hurts.
    note : str
        A line for the screen while nothing else is being said; empty for none.
    """

    def __init__(
        self, planned: PlannedSet, *, last: bool, first: bool | None = None, speech: SpeechQueue | None = None
    ) -> None:
        self._planned, self._last = planned, last
        self._speech, self._moments, self._pose = speech or SpeechQueue(), Moments(), StopPose()
        self.framing: _PictureWatch = Framing(planned.exercise)
        self._place = Place(planned.exercise)
        self._hand_up = self._stopped_at = self._place.now
        self._count = dose_count(planned)
        self._set_up = SetUp(planned, self._speech, first=planned.number == 1 if first is None else first)
        self._work = Work(planned, self._count, self._speech)
        self._going = False
        self._asking: Asking | None = None
        self._ended_by: Ending | None = None
        self._key: Literal["stop", "go on"] | None = None
        self._help = self._done_by_stop = self.note = ""
        self._paused = False
        self.pain: Pain | None = None
        self.painless = False
        self._speech.forget()

    def pause(self, paused: bool) -> None:
        """While paused the set neither goes on nor ends; what the session finds is still to be fed."""
        self._paused = paused

    def stop(self) -> None:
        """Stop and ask whether it hurts; while that is asked, the set is over."""
        self._key = "stop"

    def go_on(self) -> None:
        """The answer that the set goes on."""
        self._key = "go on"

    def hurts(self) -> Guidance:
        """It hurts: the set is over at once, whatever it was doing, and nothing is asked first."""
        return self._end_now("pain")

    def all_well(self) -> Guidance:
        """The answer that nothing hurts, and that the set is over all the same."""
        self.painless = self._ended_by is None
        return self._end_now("stopped")

    def tell(self, text: str, t_s: float) -> None:
        """Say a line as soon as nothing else is being said.

        Parameters
        ----------
        text : str
        t_s : float
            Time of the newest frame.
        """
        self._speech.add(text, "prompt", t_s)

    def feed(self, track: PoseTrack, update: Update, *, earlier: bool = False) -> Guidance:
        """Take the newest frames.

        Parameters
        ----------
        track : PoseTrack
        update : Update
            Of the session, for the same frames.
        earlier : bool
            They were seen before: a stop that they show was answered then, and nothing is said about them now.

        Returns
        -------
        Guidance
        """
        said: list[tuple[float, Utterance]] = []
        at_ear = shown(track).tolist()
        newest_s = float(track.t_s[-1])
        help_text = self.framing.feed(track, update.frames)
        with self._speech.unheard() if earlier else nullcontext():
            for moment, hand in zip(self._moments.feed(update), at_ear, strict=True):
                if self._ended_by:
                    break
                if moment.t_s == newest_s:
                    self._help = help_text
                # sitting is watched all day: there a hand at the head means nothing
                stopped = self._pose.feed(moment.t_s, hand) and self._planned.exercise.monitor is None
                line = self._step(moment, stopped and not earlier) or self._speech.speak(moment.t_s)
                said += [(moment.t_s, line)] if line and not earlier else []
        in_time = [u for begun_s, u in said if u.kind in ("prompt", "notice") or newest_s - begun_s <= LATE_S]
        return self._guidance(newest_s, in_time)

    def _guidance(self, t_s: float, lines: list[Utterance]) -> Guidance:
        stage, led = self._stage, self._stage not in ("paused", "asking", "done")
        return Guidance(
            stage,
            tuple(lines),
            self._work.cue if led else None,
            self._help if led else "",
            self._caption(t_s),
            self._count.share,
            self._countdown_s(t_s),
            self._ended_by is not None,
            self._ended_by,
        )

    @property
    def _stage(self) -> Stage:
        if self._ended_by:
            return "done"
        if self._asking:
            return "asking"
        if self._paused:
            return "paused"
        return "go" if self._going else self._set_up.stage

    def _step(self, moment: Moment, stopped: bool) -> Utterance | None:
        """The frame's part in the set; a line that cannot wait."""
        key, self._key = self._key, None
        self._place.feed(moment)
        self._hand_up = self._hand_up if self._pose.showing else self._place.now
        goes_on = not (self._asking or stopped or self._paused or key == "stop")
        counted = self._count.feed(moment, goes_on and (self._going or self._planned.exercise.movement is not None))
        if goes_on and not self._going:
            self._going = self._set_up.feed(moment, self._count, self._help)
        going = self._going and goes_on
        if going and not self._count.done:
            for said in counted:
                self._speech.add(said.text, said.kind, moment.t_s)
            self._set_up.catch_up(moment)
        ending = self._work.feed(moment, going, self._help)
        if self._asking:
            return self._wait(self._asking, moment, stopped, key)
        if stopped or key == "stop":
            self._stopped_at = self._hand_up if stopped else self._place.now
            return self._ask(moment.t_s)
        if ending == "nothing":
            self._going = False
            self._set_up.again()
            return None
        return self._end(moment.t_s, ending) if ending else None

    def _ask(self, t_s: float) -> Utterance:
        line = self._speech.only(QUESTION[0], "prompt", t_s)
        for text in QUESTION[1:]:
            self._speech.add(text, "prompt", t_s)
        self._asking, self._done_by_stop = Asking(t_s, self._speech.all_said_s), self._count.summary
        return line

    def _wait(self, asking: Asking, moment: Moment, again: bool, key: str | None) -> Utterance | None:
        answer = asking.feed(moment.t_s, moment.inside, self._pose.showing, again)
        if answer == "pain":
            return self._end(moment.t_s, "pain")
        if key == "stop" or answer == "stopped":
            return self._end(moment.t_s, "stopped")
        if key == "go on" or answer == "go on":
            self._asking = None
            return self._speech.only("Going on", "prompt", moment.t_s)
        return None

    def _end_now(self, ended_by: Ending) -> Guidance:
        """The set is over, frame or no frame: a camera that hangs must not keep it going."""
        t_s = self._place.now.at_s or 0.0
        if self._ended_by:
            return self._guidance(t_s, [])
        line = self._end(t_s, ended_by)
        return self._guidance(t_s, [line])

    def _end(self, t_s: float, ended_by: Ending) -> Utterance:
        asked, self._asking, self._ended_by = self._asking is not None, None, ended_by
        if ended_by == "pain":  # what was done does not matter now
            self.pain = self._stopped_at if asked else self._place.now
            return self._speech.only(f"{_ENDINGS[ended_by]} {phrases.REST_NOW}", "prompt", t_s)
        # what happened since the stop was no part of the set
        text = f"{_ENDINGS[ended_by]} {self._done_by_stop if asked else self._count.summary}."
        if self._last and self._planned.of > 1:
            text += " That was the last set."
        return self._speech.only(text, "prompt", t_s)

    def _caption(self, t_s: float) -> str:
        if self._asking:
            return " ".join(QUESTION)
        if self._ended_by:
            return self._speech.last_text
        if self._paused:
            return ""
        if said := self._speech.caption(t_s):
            return said
        if self._going or self.note:
            return self.note or self._set_up.owed
        return self._help or ("" if self._set_up.stage == "ready" else phrases.setup(self._planned.exercise)[0])

    def _countdown_s(self, t_s: float) -> float | None:
        if self._asking:
            return self._asking.left_s(t_s)
        return self._count.left_s if self._going else self._set_up.countdown_s(t_s)
