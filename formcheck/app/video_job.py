"""One recording that is checked in the background, and what is told of it meanwhile."""

from __future__ import annotations

import contextlib
import re
import secrets
import shutil
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

from formcheck import PoseTrack, exercises
from formcheck.analysis.recognition import with_article
from formcheck.app.context import Context
from formcheck.app.sentences import say
from formcheck.errors import FormcheckError
from formcheck.live.messages import failed
from formcheck.pose.models import for_recordings, model_of
from formcheck.replay.remembered import remember
from formcheck.replay.request import ReplayRequest, ReplayResult
from formcheck.replay.run import carry_out

State = Literal["waiting", "checking", "asking", "done", "failed"]
_CHOICES = 3
_one_at_a_time = threading.Lock()


class _GivenUp(FormcheckError):
    """Nobody wants it any more."""


class VideoJob:
    """A recording that is checked.

    Parameters
    ----------
    context : Context
    path : Path
        Where it lies, in a folder of its own that goes with it.
    name : str
        As the person calls it.
    exercise : str or None
        Id of what it shows; None to find out.
    side : str or None
        Nearer to the camera.

    Attributes
    ----------
    id : str
        Cannot be guessed.
    """

    def __init__(self, context: Context, path: Path, name: str, exercise: str | None, side: str | None) -> None:
        self.id = secrets.token_hex(16)
        self._context, self._path = context, path
        self._name, self._exercise, self._side = name[-120:], exercise, side
        self._state: State = "waiting"
        self._text = say("server.video.checking")
        self._done = 0
        self._of: int | None = None
        self._choices: list[dict[str, str]] = []
        self._set: int | None = None
        self._folder: Path | None = None
        self._landmarks: PoseTrack | None = None
        self._unwanted = threading.Event()
        self._thread: threading.Thread | None = None

    @property
    def over(self) -> bool:
        """Nothing is done with it any more, unless somebody asks."""
        return self._thread is not None and not self._thread.is_alive()

    def start(self) -> None:
        """Begin to check it; returns at once."""
        self._context.busy += 1
        self._state = "waiting"
        self._thread = threading.Thread(target=self._work, name="formcheck-video", daemon=True)
        self._thread.start()

    def check_as(self, exercise: str) -> bool:
        """Check it as an exercise, in place of what it was checked as before; False while it is being checked."""
        if self._thread and self._state in ("asking", "done", "failed"):
            self._thread.join(5.0)
        if not self.over or self._unwanted.is_set() or not self._path.exists():
            return False
        self._exercise, self._choices, self._done = exercise, [], 0
        self.start()
        return True

    def give_up(self) -> None:
        """Stop checking it, and delete it; its report stays if it has one."""
        self._unwanted.set()
        if self._thread:
            self._thread.join(30.0)
        shutil.rmtree(self._path.parent, ignore_errors=True)

    def status(self) -> dict[str, Any]:
        """Its state as plain values."""
        return {
            "state": self._state,
            "name": self._name,
            "done": self._done,
            "of": self._of,
            "text": self._text,
            "choices": self._choices,
            "exercise": self._exercise,
            "set": self._set,
            "report": None if self._set is None else f"/report/{self._set}",
        }

    def _work(self) -> None:
        try:
            with _one_at_a_time:
                while self._context.running.locked() and not self._unwanted.is_set():
                    self._text = say("server.video.waiting")
                    time.sleep(0.2)  # a set needs the machine for itself
                self._state, self._text = "checking", say("server.video.checking")
                self._check()
        except FormcheckError as error:
            self._fail(str(error))
        except Exception as mistake:  # noqa: BLE001 - told in one line on the page
            self._fail(str(failed(mistake)))
        finally:
            self._context.busy -= 1

    def _check(self) -> None:
        spec = exercises.get(self._exercise) if self._exercise else None
        order = ReplayRequest(
            str(self._path),
            model_of(for_recordings()),
            spec,
            base=self._context.sets,
            name=plain_name(self._name),
            side="left" if self._side == "left" else "right" if self._side == "right" else None,
        )
        answer = carry_out(order, self._step, known=self._landmarks)
        if self._unwanted.is_set():
            self._discard(answer)
            raise _GivenUp("given up")
        if answer.outcome is None:
            self._ask(answer)
            return
        with contextlib.closing(self._context.open_history()) as history:
            log = remember(history, order, answer, name=self._name)
            if log and self._set is not None:  # it was taken for something else
                history.delete([self._set])
                shutil.rmtree(self._folder or self._path.parent / "nothing", ignore_errors=True)
        error = answer.outcome.error or answer.error
        if log is None:
            self._discard(answer)
            self._fail(str(error) if error else say("server.video.nobody"))
            return
        assert answer.exercise is not None
        self._exercise, self._set, self._folder = answer.exercise.id, log.id, answer.outcome.folder
        self._text = str(error) if error else answer.outcome.warning or ""
        self._text = self._plain(self._text or say("server.video.done"))
        other = answer.outcome.result.looks_like
        self._choices = self._chosen([other] if other else [each.exercise for each in answer.proposals[1:]])
        self._state = "done"

    def _ask(self, answer: ReplayResult) -> None:
        """It is not known what it shows: the landmarks are kept until somebody says."""
        if answer.error:
            raise answer.error
        if answer.kept is None:
            self._fail(say("server.video.nobody"))
            return
        self._landmarks = PoseTrack.load(answer.kept)
        shutil.rmtree(answer.kept.parent, ignore_errors=True)
        self._choices = self._chosen([each.exercise for each in answer.proposals])
        self._state, self._text = "asking", say("server.video.which")

    def _chosen(self, ids: Sequence[str]) -> list[dict[str, str]]:
        known = [exercises.get(each) for each in ids if each in exercises.names()]
        return [
            {
                "exercise": each.id,
                "name": each.name,
                "words": say("server.video.looks_like", what=with_article(each.name)),
            }
            for each in known[:_CHOICES]
        ]

    def _step(self, done: int, of: int | None) -> None:
        self._done, self._of = done, of
        if self._unwanted.is_set():
            raise _GivenUp("given up")

    def _discard(self, answer: ReplayResult) -> None:
        """Nothing stays of a recording that shows nobody, or that nobody wants."""
        folder = answer.outcome.folder if answer.outcome else answer.kept.parent if answer.kept else None
        if folder:
            shutil.rmtree(folder, ignore_errors=True)

    def _fail(self, text: str) -> None:
        self._text = self._plain(text)
        self._state = "failed"

    def _plain(self, text: str) -> str:
        """A line about the recording by the name that the person knows, not where it lies."""
        return text.replace(str(self._path), self._name or self._path.name)


def plain_name(name: str) -> str:
    """A name for a folder: letters, digits and dashes of the file's own, without its ending."""
    stem = Path(name.replace("\\", "/")).stem
    return re.sub(r"[^\w-]+", "-", stem)[:60].strip("-_") or "video"


def plain_ending(name: str) -> str:
    """The ending of a file's name, such as ".mp4"; empty where it has none that is plain."""
    found = re.search(r"\.[a-z0-9]{1,5}$", name.lower())
    return found[0] if found else ""
