"""A run in front of a camera: model, voice, window and history around the live loop, and what is printed."""

from __future__ import annotations

import contextlib
import shlex
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from formcheck import outputs
from formcheck.addresses import redacted
from formcheck.cli.app import NOBODY, OTHER, UNCERTAIN, SideChoice, complain
from formcheck.cli.live_model import lighter_models, model_for_camera
from formcheck.cli.sets import code_of_end, code_of_other, print_result, side_of, tell_event, tell_nobody, versions_of
from formcheck.errors import FormcheckError, OutputError

if TYPE_CHECKING:
    from formcheck.history import History, SetLog
    from formcheck.live import LiveOutcome, Stats
    from formcheck.pose.landmarker import PoseEstimator
    from formcheck.routines.plan import PlannedSet
    from formcheck.utterance import Utterance
    from formcheck.voice import Voice


_LINGER_S = 5.0
"""How long the end of a set stays on the screen: about as long as it is spoken."""


@dataclass(frozen=True)
class Options:
    """The options of the commands live and routine."""

    camera: str
    no_window: bool
    out: Path | None
    side: SideChoice | None
    model: str
    record: bool
    seconds: float | None
    voice: bool
    theme: str
    private: bool
    stats: bool

    @property
    def source(self) -> str:
        """The camera as it may be stored and shown."""
        return redacted(self.camera)


class LiveRun:
    """One run in front of a camera: model, voice, window and history around the live loop.

    Parameters
    ----------
    options : Options
    plan : list of PlannedSet
        Empty to find out what is done.
    folder : Path or None
        None: nothing is written.
    title : str
        What is done, for people.
    open_end : bool
        An exercise that is found has no dose.
    """

    def __init__(
        self, options: Options, plan: list[PlannedSet], folder: Path | None, title: str, open_end: bool
    ) -> None:
        self._options, self._plan, self._folder, self._title = options, plan, folder, title
        self._open_end = open_end
        self._history: History | None = None
        self._logs: list[SetLog] = []
        self._versions: dict[str, str] = {}
        self._begun: list[str] = []

    def run(self, source: Any) -> None:
        """Run it, print its result and set the exit code."""
        try:
            path, why = model_for_camera(self._options.model)
            made = self._make_folder()
        except FormcheckError:
            source.close()
            raise
        try:
            self._run(source, path, why)
        except FormcheckError:  # camera, folder or window could not be opened: nothing was begun, nothing stays
            if self._folder:
                outputs.discard(self._folder, self._begun, made=made)
            raise

    def _make_folder(self) -> bool:
        """Make the folder of the run: the named one, or a new one; false if it was there already."""
        if self._folder is None:
            return False
        if self._options.out is None:
            self._folder = outputs.fresh_folder(self._folder)
            return True
        there = self._folder.exists()
        outputs.make_folder(self._folder)
        return not there

    def _run(self, source: Any, path: Path, why: str) -> None:
        from formcheck.live import Hooks, SpokenLog, Stats, live
        from formcheck.media import open_source
        from formcheck.overlay.window import Window
        from formcheck.replay.run import new_estimator
        from formcheck.voice import open_voice

        options, folder = self._options, self._folder
        stats = Stats(time.monotonic)
        first = [source]
        try:
            voice = open_voice(not options.voice, folder / "said.txt" if folder else None)
        except FormcheckError:
            source.close()
            raise
        self._begun = ["said.txt"]
        self._versions = versions_of(path) | ({"model choice": why} if why else {})
        self._introduce(why)
        log = SpokenLog(voice.say, stats)

        def say(utterance: Utterance) -> None:
            log(utterance)
            if options.no_window and utterance.kind in ("prompt", "notice"):
                typer.echo(f"      {utterance.text}")

        try:
            with contextlib.closing(new_estimator(path)) as estimator, self._open_history():
                self._tell_voice(voice)
                outcome = live(
                    lambda: first.pop() if first else open_source(options.camera, live=True),
                    self._plan,
                    folder,
                    estimator=estimator,
                    name=options.source,
                    side=side_of(options.side),
                    record=options.record,
                    seconds=options.seconds,
                    theme=options.theme,
                    routine=self._title,
                    open_end=self._open_end,
                    window=None if options.no_window else (lambda size_wh: Window(self._window_title(), size_wh)),
                    lighter={relief: partial(self._step_down, model) for relief, model in lighter_models(path).items()},
                    linger_s=_LINGER_S,
                    versions=self._versions,
                    stats=stats,
                    hooks=Hooks(tell_event, lambda line: typer.echo(line, err=True), say, self._begin),
                )
        finally:
            spoken = voice.close()
        if folder:
            self._write(outcome, log.rows(spoken), stats)
        self._conclude(outcome)

    def _step_down(self, model: Path) -> PoseEstimator:
        """The estimator of a lighter model; what is written from now on names both."""
        from formcheck.replay.run import new_estimator

        self._versions["model"] += f", later {model.name}"
        return new_estimator(model)

    def _introduce(self, model: str) -> None:
        if model:
            typer.echo(f"Pose model: {model}.")
        if not self._plan:
            typer.echo("Begin an exercise: it is found by itself.")
            return
        first = self._plan[0].exercise
        typer.echo(f"{self._title or first.name}. {first.camera}")

    def _window_title(self) -> str:
        return f"formcheck: {self._title}" if self._title else "formcheck"

    def _tell_voice(self, voice: Voice) -> None:
        if self._options.voice and voice.problem:
            typer.echo(f"formcheck: {voice.problem}", err=True)

    @contextlib.contextmanager
    def _open_history(self) -> Iterator[None]:
        """The history while it runs; a set is worth more than its record, so it goes on without one."""
        if self._folder is None:
            yield
            return
        from formcheck.history import History

        try:
            self._history = History()
        except OutputError as error:
            complain(error)
        try:
            yield
        finally:
            if self._history:
                self._history.close()

    def _begin(self, planned: PlannedSet) -> SetLog | None:
        typer.echo(f"{planned.exercise.name}. Safety: {planned.exercise.safety}")
        if self._history is None:
            return None
        settings = {
            "dose": planned.dose,
            "side": planned.side or "",
            "set": planned.number,
            "of": planned.of,
            "run": self._title,
            "model": self._versions["model"],
            "versions": self._versions,
        }
        try:
            self._logs.append(self._history.begin(planned.exercise.id, source=self._options.source, settings=settings))
        except OutputError as error:
            complain(error)
            return None
        return self._logs[-1]

    def _write(self, outcome: LiveOutcome, rows: list[dict[str, Any]], stats: Stats) -> None:
        from formcheck.live import write_json, write_json_lines

        assert self._folder is not None
        try:
            outcome.files.append(write_json_lines(self._folder / "said.jsonl", rows))
            if self._options.stats:
                outcome.files.append(write_json(self._folder / "stats.json", stats.to_dict()))
        except OutputError as error:
            outcome.error = outcome.error or error

    def _conclude(self, outcome: LiveOutcome) -> None:
        """Print the results, the files and what went wrong; set the exit code."""
        for done in outcome.sets:
            if len(self._plan) > 1:
                typer.echo(f"\nSet {done.planned.number} of {done.planned.of}: {done.planned.exercise.name}")
            elif len(outcome.sets) > 1:
                typer.echo(f"\n{done.planned.exercise.name}")
            if done.pain:
                typer.echo(f"\n{done.pain.headline if done.ended_by == 'pain' else f'{done.pain.words} after the set'}")
            print_result(done.outcome.result, done.planned.exercise)
            if done.outcome.files:
                typer.echo(f"\nIn {done.outcome.folder}: {', '.join(path.name for path in done.outcome.files)}")
            if done.outcome.files and done.ended_by != "changed":
                code_of_other(done.outcome.result, done.planned.exercise, _again(done.outcome.folder))
        if outcome.files:
            typer.echo(f"In {self._folder}: {', '.join(path.name for path in outcome.files)}")
        if self._options.stats:
            typer.echo("\n".join(outcome.stats.lines()))
        if self._logs and any(done.pain and done.pain.strength is None for done in outcome.sets):
            number = self._logs[-1].id
            typer.echo(f'How strong was it, and where? formcheck history note {number} --pain 6 "left hip"')
        for log in self._logs:
            if log.problem:
                typer.echo(f"formcheck: {log.problem}", err=True)
        _exit(outcome)


def _exit(outcome: LiveOutcome) -> None:
    """End with the code for how it went."""
    if code := code_of_end(outcome.error, interrupted=outcome.interrupted):
        raise typer.Exit(code)
    if not outcome.sets:
        names = ", ".join(each.exercise for each in outcome.likeliest[:3])
        typer.echo(
            f"formcheck: no exercise was recognised{f'; likeliest: {names}' if names else ''}: name one, see"
            " 'formcheck list'",
            err=True,
        )
        raise typer.Exit(UNCERTAIN)
    if not any(done.outcome.result.n_frames_with_pose for done in outcome.sets):
        tell_nobody()
        raise typer.Exit(NOBODY)
    if all(done.outcome.result.looks_like for done in outcome.sets):
        raise typer.Exit(OTHER)


def _again(folder: Path) -> str:
    """The command that checks a set once more."""
    return f"formcheck check {shlex.quote(str(folder / 'track.npz'))}"
