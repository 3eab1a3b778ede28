"""A run in front of a camera that is kept: its folder, the history and a voice around the live loop. Prints nothing."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from formcheck import outputs, report
from formcheck.errors import FormcheckError, OutputError
from formcheck.events import Event
from formcheck.history import History, SetLog
from formcheck.landmarks import Side
from formcheck.live.files import write_json, write_json_lines
from formcheck.live.hooks import Hooks
from formcheck.live.load_shedding import Relief
from formcheck.live.run import LiveOutcome, live
from formcheck.live.spoken_log import SpokenLog
from formcheck.live.stats import Stats
from formcheck.live.viewer import Viewer
from formcheck.media import Source
from formcheck.pain import Pain
from formcheck.pose.landmarker import PoseEstimator
from formcheck.result import SetResult
from formcheck.routines.plan import PlannedSet
from formcheck.utterance import Utterance
from formcheck.voice import Voice, open_voice


@dataclass(frozen=True)
class LiveCamera:
    """Where the frames of a run come from.

    Attributes
    ----------
    open : callable
        Opens it; called again when it is lost.
    name : str
        As it may be stored and shown.
    """

    open: Callable[[], Source]
    name: str


@dataclass(frozen=True)
class Model:
    """What finds the landmarks of a run.

    Attributes
    ----------
    path : Path
        Its bundle.
    make : callable
        From a bundle to an estimator, which the run closes.
    why : str
        Why it was chosen, in words; empty if there was nothing to choose from.
    lighter : mapping of Relief -> Path
        Bundles that take over on a slow machine, the mildest relief first.
    """

    path: Path
    make: Callable[[Path], PoseEstimator]
    why: str = ""
    lighter: Mapping[Relief, Path] = field(default_factory=dict)


@dataclass(frozen=True)
class Wishes:
    """How a run is to be done; attributes as the parameters of :func:`formcheck.live.live`."""

    side: Side | None = None
    record: bool = False
    seconds: float | None = None
    theme: str = "dark"
    open_end: bool = False
    linger_s: float = 0.0


@dataclass(frozen=True)
class Listener:
    """Who is told of a run while it goes on; all on the thread of the run, but for `say`.

    Attributes
    ----------
    event, notice, say
        As of :class:`formcheck.live.Hooks`.
    problem : callable
        Takes what goes wrong beside the set: no voice, no history.
    begin : callable
        Takes the set that begins and its number in the history, None where it is not kept.
    end : callable
        Takes the set that is over, its number, its result and how it ended.
    """

    event: Callable[[Event], None] = lambda _: None
    notice: Callable[[str], None] = lambda _: None
    say: Callable[[Utterance], None] = lambda _: None
    problem: Callable[[str], None] = lambda _: None
    begin: Callable[[PlannedSet, int | None], None] = lambda *_: None
    end: Callable[[PlannedSet, int | None, SetResult, str], None] = lambda *_: None


class KeptRun:
    """One run in front of a camera, with its files, its history and its voice.

    Parameters
    ----------
    plan : sequence of PlannedSet
        Empty to find out what is done.
    title : str
        What is done, for people.
    folder : Path or None
        None: nothing is kept.
    new_folder : bool
        Where `folder` exists a numbered one beside it is made.
    wishes : Wishes
    listener : Listener
    speaker : callable
        Makes the voice, with the file that it writes down what it says in.

    Attributes
    ----------
    folder : Path or None
        The one that was made.
    logs : list of SetLog
        Of the sets that were begun.
    stats : Stats
    """

    def __init__(
        self,
        plan: Sequence[PlannedSet],
        title: str,
        folder: Path | None,
        *,
        new_folder: bool = True,
        wishes: Wishes | None = None,
        listener: Listener | None = None,
        speaker: Callable[[Path | None], Voice] = lambda log: open_voice(mute=False, log=log),
    ) -> None:
        self._plan, self._title, self.folder, self._new_folder = plan, title, folder, new_folder
        self._wishes, self._listener, self._speaker = wishes or Wishes(), listener or Listener(), speaker
        self._camera_name = ""
        self._history: History | None = None
        self.logs: list[SetLog] = []
        self.stats = Stats(time.monotonic)
        self._versions: dict[str, str] = {}
        self._begun: list[str] = []

    def run(
        self, camera: LiveCamera, model: Model, window: Callable[[tuple[int, int]], Viewer] | None = None
    ) -> LiveOutcome:
        """Run it to its end.

        Parameters
        ----------
        camera : LiveCamera
        model : Model
        window : callable, optional
            As of :func:`formcheck.live.live`.

        Raises
        ------
        FormcheckError
            If camera, folder, model, voice or window cannot be opened: nothing was begun, and nothing stays.
        """
        made = self._make_folder()
        try:
            return self._run(camera, model, window)
        except FormcheckError:
            if self.folder:
                outputs.discard(self.folder, self._begun, made=made)
            raise

    def _make_folder(self) -> bool:
        """Make the folder of the run: the named one, or a new one; false if it was there already."""
        if self.folder is None:
            return False
        if self._new_folder:
            self.folder = outputs.fresh_folder(self.folder)
            return True
        there = self.folder.exists()
        outputs.make_folder(self.folder)
        return not there

    def _run(self, camera: LiveCamera, model: Model, window: Callable[[tuple[int, int]], Viewer] | None) -> LiveOutcome:
        wishes, told = self._wishes, self._listener
        voice = self._speaker(self.folder / "said.txt" if self.folder else None)
        self._begun, self._camera_name = ["said.txt"], camera.name
        self._versions = report.versions(model.path) | ({"model choice": model.why} if model.why else {})
        log = SpokenLog(voice.say, self.stats)

        def say(utterance: Utterance) -> None:
            log(utterance)
            told.say(utterance)

        try:
            with contextlib.closing(model.make(model.path)) as estimator, self._open_history():
                outcome = live(
                    camera.open,
                    self._plan,
                    self.folder,
                    estimator=estimator,
                    name=camera.name,
                    side=wishes.side,
                    record=wishes.record,
                    seconds=wishes.seconds,
                    theme=wishes.theme,
                    routine=self._title,
                    open_end=wishes.open_end,
                    window=window,
                    lighter={each: partial(self._step_down, path, model.make) for each, path in model.lighter.items()},
                    linger_s=wishes.linger_s,
                    versions=self._versions,
                    stats=self.stats,
                    hooks=Hooks(told.event, told.notice, say, self._begin),
                )
        finally:
            spoken = voice.close()
        if self.folder:
            self._write(outcome, "said.jsonl", log.rows(spoken))
        return outcome

    def write_stats(self, outcome: LiveOutcome) -> None:
        """Write ``stats.json`` as well."""
        if self.folder:
            self._write(outcome, "stats.json", self.stats.to_dict())

    def _write(self, outcome: LiveOutcome, name: str, content: dict[str, Any] | list[dict[str, Any]]) -> None:
        assert self.folder is not None
        path = self.folder / name
        try:
            written = write_json_lines(path, content) if isinstance(content, list) else write_json(path, content)
            outcome.files.append(written)
        except OutputError as error:
            outcome.error = outcome.error or error

    def _step_down(self, path: Path, make: Callable[[Path], PoseEstimator]) -> PoseEstimator:
        """The estimator of a lighter model; what is written from now on names both."""
        self._versions["model"] += f", later {path.name}"
        return make(path)

    @contextlib.contextmanager
    def _open_history(self) -> Iterator[None]:
        """The history while it runs; a set is worth more than its record, so it goes on without one."""
        if self.folder is None:
            yield
            return
        try:
            self._history = History()
        except OutputError as error:
            self._listener.problem(str(error))
        try:
            yield
        finally:
            if self._history:
                self._history.close()

    def _begin(self, planned: PlannedSet, folder: Path | None) -> _Journal:
        log = self._log(planned, folder)
        self._listener.begin(planned, log.id if log else None)
        return _Journal(planned, log, self._listener)

    def _log(self, planned: PlannedSet, folder: Path | None) -> SetLog | None:
        if self._history is None:
            return None
        settings = {
            "dose": planned.dose,
            "side": planned.side or "",
            "set": planned.number,
            "of": planned.of,
            "run": self._title,
            "folder": str(folder.absolute()) if folder else "",
            "model": self._versions["model"],
            "versions": self._versions,
        }
        try:
            log = self._history.begin(planned.exercise.id, source=self._camera_name, settings=settings)
        except OutputError as error:
            self._listener.problem(str(error))
            return None
        self.logs.append(log)
        return log


class _Journal:
    """The journal of a set: its log in the history, if there is one, and who is told when it is over."""

    def __init__(self, planned: PlannedSet, log: SetLog | None, listener: Listener) -> None:
        self._planned, self._log, self._listener = planned, log, listener

    def event(self, event: Event) -> None:
        """Keep an event."""
        if self._log:
            self._log.event(event)

    def restart(self) -> None:
        """Begin anew."""
        if self._log:
            self._log.restart()

    def hurts(self, pain: Pain) -> None:
        """Keep a pain."""
        if self._log:
            self._log.hurts(pain)

    def finish(self, result: SetResult, *, ended_by: str, pain: bool | None = None) -> None:
        """End it."""
        if self._log:
            self._log.finish(result, ended_by=ended_by, pain=pain)
        self._listener.end(self._planned, self._log.id if self._log else None, result, ended_by)
