"""What the commands in front of a camera print of a run."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from formcheck.addresses import redacted
from formcheck.cli.app import NOBODY, OTHER, UNCERTAIN, SideChoice, model_path
from formcheck.cli.demo_clip import sample_clip
from formcheck.cli.sets import code_of_end, code_of_other, print_result, side_of, tell_event, tell_nobody
from formcheck.errors import FormcheckError

if TYPE_CHECKING:
    from formcheck.live import LiveOutcome
    from formcheck.live.kept_run import KeptRun, Model
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
    """One run in front of a camera, told on the terminal.

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

    def run(self, source: Any) -> None:
        """Run it, print its result and set the exit code."""
        from formcheck import demonstrations
        from formcheck.live.kept_run import LiveCamera
        from formcheck.media import open_source
        from formcheck.overlay.window import Window

        options, first = self._options, [source]
        films = {each.exercise.name: demonstrations.loop(each.exercise.id) for each in self._plan}
        try:
            model = model_in_front(options.model)
            self._introduce(model.why)
            run = self._kept_run()
            outcome = run.run(
                LiveCamera(lambda: first.pop() if first else open_source(options.camera, live=True), options.source),
                model,
                None if options.no_window else (lambda size_wh: Window(self._window_title(), size_wh, films.get)),
            )
        except FormcheckError:
            source.close()
            raise
        if options.stats:
            run.write_stats(outcome)
        self._conclude(outcome, run)

    def _kept_run(self) -> KeptRun:
        from formcheck.live.kept_run import KeptRun, Listener, Wishes

        options = self._options
        return KeptRun(
            self._plan,
            self._title,
            self._folder,
            new_folder=options.out is None,
            wishes=Wishes(
                side=side_of(options.side),
                record=options.record,
                seconds=options.seconds,
                theme=options.theme,
                open_end=self._open_end,
                linger_s=_LINGER_S,
            ),
            listener=Listener(
                event=tell_event,
                notice=lambda line: typer.echo(line, err=True),
                say=self._echo if options.no_window else lambda _: None,
                problem=lambda line: typer.echo(f"formcheck: {line}", err=True),
                begin=lambda planned, _: typer.echo(f"{planned.exercise.name}. Safety: {planned.exercise.safety}"),
            ),
            speaker=self._open_voice,
        )

    def _open_voice(self, log: Path | None) -> Voice:
        from formcheck.voice import open_voice

        voice = open_voice(not self._options.voice, log)
        if self._options.voice and voice.problem:
            typer.echo(f"formcheck: {voice.problem}", err=True)
        return voice

    def _echo(self, utterance: Utterance) -> None:
        if utterance.kind in ("prompt", "notice"):
            typer.echo(f"      {utterance.text}")

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

    def _conclude(self, outcome: LiveOutcome, run: KeptRun) -> None:
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
            typer.echo(f"In {run.folder}: {', '.join(path.name for path in outcome.files)}")
        if self._options.stats:
            typer.echo("\n".join(outcome.stats.lines()))
        if run.logs and any(done.pain and done.pain.strength is None for done in outcome.sets):
            number = run.logs[-1].id
            typer.echo(f'How strong was it, and where? formcheck history note {number} --pain 6 "left hip"')
        for log in run.logs:
            if log.problem:
                typer.echo(f"formcheck: {log.problem}", err=True)
        _exit(outcome)


def model_in_front(choice: str) -> Model:
    """The pose model of a ``--model`` in front of a camera, fetched with a progress bar if need be."""
    from formcheck.live.camera_model import lighter_models, model_for_camera
    from formcheck.live.kept_run import Model
    from formcheck.live.model_choice import N_FRAMES
    from formcheck.media import open_recording
    from formcheck.replay.run import new_estimator

    def sample() -> list[Any]:
        return list(islice(open_recording(sample_clip()), N_FRAMES))

    path, why = model_for_camera(choice, model_path, new_estimator, sample)
    return Model(path, new_estimator, why, lighter_models(path))


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
