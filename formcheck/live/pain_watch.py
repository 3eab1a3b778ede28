"""After a set that ended because of pain: its strength and a note, typed in the window; nobody is looked at."""

from __future__ import annotations

from dataclasses import replace

from formcheck.arrays import Image
from formcheck.coach.pain_talk import PainTalk
from formcheck.live.hooks import Diary
from formcheck.live.terms import Terms
from formcheck.pain import STRONGEST, Pain
from formcheck.screen.display import bare_screen
from formcheck.screen.keys import NOTE_KEYS, STRENGTH_KEYS, Pressed, Typed
from formcheck.screen.screen import Screen
from formcheck.screen.words import STAGE_WORDS
from formcheck.track import PoseTrack


class PainWatch:
    """The watch that asks about a pain until it is answered, or nobody answers.

    Parameters
    ----------
    pain : Pain
    diary : Diary
        Gets each answer at once.
    terms : Terms
    """

    def __init__(self, pain: Pain, diary: Diary, terms: Terms) -> None:
        self._talk = PainTalk(pain, terms.speech)
        self._diary, self._terms = diary, terms
        self.looking, self.over = False, False
        diary.hurts(pain)

    @property
    def pain(self) -> Pain:
        """With all that was answered so far."""
        return self._talk.pain

    def step(self, track: PoseTrack, bgr: Image) -> Screen:  # noqa: ARG002 - the form of every watch
        """Take a frame; parameters as of :meth:`formcheck.live.messages.Watch.step`."""
        guidance = self._talk.feed(float(track.t_s[-1]))
        self._terms.say(*guidance.say)
        self.over = guidance.done
        rating, strength = guidance.stage == "strength", self.pain.strength
        keys = STRENGTH_KEYS if rating else NOTE_KEYS
        status = STAGE_WORDS[guidance.stage]
        screen = bare_screen(track, guidance, status, theme=self._terms.theme, keys=keys)
        return replace(
            screen,
            count="" if strength is None or not rating else str(strength),
            goal=f"of {STRONGEST}",
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
