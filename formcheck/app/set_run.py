"""One run of sets in a page: the live loop on a thread of its own, fed by the page's camera, shown by its screen."""

from __future__ import annotations

import re
import struct
import threading
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any, cast

from formcheck.app.context import Context
from formcheck.app.page_viewer import PageViewer, dumped
from formcheck.app.page_voice import PageVoice
from formcheck.app.sentences import say
from formcheck.app.set_request import Refused, SetRequest, described
from formcheck.app.set_summary import set_summary
from formcheck.arrays import Image
from formcheck.errors import FormcheckError, SpecError
from formcheck.live.kept_run import KeptRun, Listener, LiveCamera, Wishes
from formcheck.live.messages import failed
from formcheck.media.remote_camera import RemoteCamera, encoded
from formcheck.result import SetResult
from formcheck.routines.plan import PlannedSet
from formcheck.screen.keys import Action, Typed
from formcheck.utterance import Utterance
from formcheck.voice import Voice, open_voice

_ACTIONS = ("pause", "reset", "side", "pain", "next", "change", "quit")
_STAMP = struct.Struct("<d")
_TYPED = 200
"""Letters of one message at most."""
_SHOWN_SIDE_PX = 960
"""Of the pictures of a camera of this machine."""


class SetRun:
    """A run of sets that a page asked for.

    Parameters
    ----------
    context : Context
    asked : SetRequest
    send : callable
        Takes each message for the page, text or a picture; from any thread.

    Raises
    ------
    Refused
        If it cannot be done, with the sentence for the person.
    """

    def __init__(self, context: Context, asked: SetRequest, send: Callable[[str | bytes], None]) -> None:
        self._context, self._asked, self._send_any = context, asked, send
        if asked.camera == "machine" and context.machine is None:
            raise Refused(say("server.no_machine_camera"))
        try:
            self.plan, self._title = asked.plan(), asked.title
        except SpecError as error:
            raise Refused(say("server.no_exercise", why=asked.exercise or asked.routine)) from error
        self._set_number = 0
        self._shown: Image | None = None
        self._told_dose = ""
        self._summaries: list[dict[str, Any]] = []
        self._camera = RemoteCamera()
        self._voice = PageVoice(self._send, asked.voice_name) if asked.voice == "page" else None
        self._lines = 0
        captured_s = self._camera.answered if asked.camera == "page" else self._show_picture
        self._viewer = PageViewer(captured_s, self._camera.take_dropped, send, lambda: self._set_number)
        self._kept: KeptRun | None = None
        self._thread = threading.Thread(target=self._work, name="formcheck-set", daemon=True)

    # on the thread of the server

    def start(self) -> None:
        """Begin; returns at once."""
        self._send({"type": "ready", "sets": [described(each) for each in self.plan], "voice": self._asked.voice})
        self._thread.start()

    def frame(self, message: bytes) -> None:
        """Take a frame of the page: eight bytes of its time, then a picture."""
        if len(message) > _STAMP.size and self._asked.camera == "page":
            (captured_s,) = _STAMP.unpack_from(message)
            if abs(captured_s) < 1e9:  # not for a NaN either
                self._camera.put(captured_s, message[_STAMP.size :])

    def receive(self, message: dict[str, Any]) -> None:
        """Take a message of the page; what nobody knows is passed over."""
        kind = message.get("type")
        if kind == "key" and message.get("action") in _ACTIONS:
            self._viewer.press(cast(Action, message["action"]))
        elif kind == "typed":
            for letter in re.sub(r"[^\n\b\x20-\U0010ffff]", "", str(message.get("text", "")))[:_TYPED]:
                self._viewer.press(Typed(letter))
        elif kind == "spoken" and self._voice:
            self._voice.reported(message)
        elif kind == "camera-lost":
            self._camera.lose(str(message.get("why", ""))[:_TYPED])
        elif kind == "missed" and self._kept:
            self._kept.stats.missed += _whole(message.get("frames"))

    def tell_dropped(self) -> None:
        """Answer the frames that nobody will look at."""
        self._viewer.tell_dropped()

    def leave(self) -> None:
        """The page is gone: end the set and keep it."""
        self._viewer.leave()
        self._camera.close()
        if self._voice:
            self._voice.leave()

    @property
    def over(self) -> bool:
        """Everything is written."""
        return not self._thread.is_alive()

    # on its own thread

    def _work(self) -> None:
        error: FormcheckError | None = None
        try:
            error = self._run()
        except FormcheckError as problem:
            error = problem
        except Exception as mistake:  # noqa: BLE001 - told in one line on the page
            error = failed(mistake)
        finally:
            self._camera.close()
            self._send({"type": "over", "sets": self._summaries, "error": str(error) if error else None})

    def _run(self) -> FormcheckError | None:
        asked, context = self._asked, self._context
        model = context.model.take(lambda: self._notice(say("server.model_coming")))
        name = self.plan[0].exercise.id if len(self.plan) == 1 else asked.routine or asked.exercise or "set"
        self._kept = KeptRun(
            self.plan,
            self._title,
            context.sets / f"{datetime.now():%Y%m%d-%H%M%S}-{name}",
            wishes=Wishes(side=asked.near, record=asked.record, theme=asked.theme, open_end=asked.free),
            listener=Listener(
                notice=self._notice, problem=self._notice, say=self._caption, begin=self._begin, end=self._end
            ),
            speaker=self._open_voice,
        )
        own = LiveCamera(self._camera.open, say("server.browser_camera"))
        camera = own if asked.camera == "page" or context.machine is None else context.machine
        return self._kept.run(camera, model, lambda _: self._viewer).error

    def _open_voice(self, log: Path | None) -> Voice:
        if self._voice:
            return self._voice.open(log)
        return open_voice(self._asked.voice == "off", log)

    def _caption(self, utterance: Utterance) -> None:
        """What the page only shows: its own voice asks for each line when it is its turn."""
        if self._voice is None:
            self._lines += 1
            self._send({"type": "say", "id": self._lines, "text": utterance.text, "kind": utterance.kind})

    def _notice(self, text: str) -> None:
        self._send({"type": "notice", "text": text[:1].upper() + text[1:]})

    def _begin(self, planned: PlannedSet, _: int | None) -> None:
        self._set_number = planned.number
        self._send({"type": "begin", "set": planned.number, **described(planned)})

    def _end(self, planned: PlannedSet, number: int | None, result: SetResult, ended_by: str) -> None:
        summary = set_summary(planned, result, number, ended_by)
        self._summaries.append(summary)
        self._send({"type": "set-ended", "set": planned.number, "summary": summary})

    def _send(self, message: dict[str, Any]) -> None:
        self._send_any(dumped(message))

    def _show_picture(self, bgr: Image) -> float | None:
        """Send a picture of the machine's camera; the page has none of its own to draw the screen over."""
        if self._shown is bgr:
            return None
        self._shown, now_s = bgr, time.monotonic()
        self._send_any(_STAMP.pack(now_s) + encoded(bgr, _SHOWN_SIDE_PX))
        return now_s


def _whole(value: object) -> int:
    return min(max(value, 0), 1000) if isinstance(value, int) and not isinstance(value, bool) else 0
