"""After a set that ended because of pain: its strength and a note, typed in the window; nobody is looked at."""

from __future__ import annotations

from dataclasses import replace

from formcheck.arrays import Image
from formcheck.coach.pain_talk import PainTalk
from formcheck.live.hooks import Diary, Hooks
from formcheck.live.rest_watch import bare_screen
from formcheck.pain import STRONGEST, Pain
from formcheck.screen.display import Screen
from formcheck.screen.keys import NOTE_LINE, STRENGTH_LINE, Pressed, Typed
from formcheck.track import PoseTrack


class PainWatch:
    """Asks until it is answered, or nobody answers.

    Parameters
    ----------
    pain : Pain
    quiet_s : float
        When what was said last will be over.
    hooks : Hooks
    diary : Diary
        Gets each answer at once.
    theme : str
    """

    def __init__(self, pain: Pain, quiet_s: float, hooks: Hooks, diary: Diary, theme: str) -> None:
        self._talk = PainTalk(pain, quiet_s)
        self._hooks, self._diary, self._theme = hooks, diary, theme
        self.looking, self.over = False, False
        diary.hurts(pain)

    @property
    def pain(self) -> Pain:
        """With all that was answered so far."""
        return self._talk.pain

    def step(self, track: PoseTrack, bgr: Image) -> Screen:  # noqa: ARG002 - the form of every watch
        """Take a frame."""
        guidance = self._talk.feed(float(track.t_s[-1]))
        for utterance in guidance.say:
            self._hooks.say(utterance)
        self.over = guidance.done
        rating, strength = guidance.stage == "strength", self.pain.strength
        hint = STRENGTH_LINE if rating else NOTE_LINE
        screen = bare_screen(track, guidance.caption, "", self._theme, hint, stage=guidance.stage)
        return replace(
            screen,
            count="" if strength is None or not rating else str(strength),
            dose=f"of {STRONGEST}",
            active=True,
            scale=rating,
            writing=guidance.stage == "note",
        )

    def obey(self, action: Pressed) -> None:
        """Take a key of an answer."""
        if not isinstance(action, Typed):
            return
        before = self.pain
        self._talk.press(action)
        if self.pain != before:
            self._diary.hurts(self.pain)
