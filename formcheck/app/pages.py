"""The routes that render pages, and the files that these ask for: style, modules, demonstrations."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from formcheck import routines
from formcheck.app import about, past, wall
from formcheck.app.demos import file_of
from formcheck.app.sentences import say, section
from formcheck.app.settings import Settings, SettingsFile
from formcheck.app.stored_loops import StoredLoops
from formcheck.app.today import programme, today
from formcheck.history import History
from formcheck.history.trends import done_sets, streaks

STATIC = Path(__file__).parent / "static"


@dataclass(frozen=True)
class Desk:
    """What the pages are made from.

    Attributes
    ----------
    settings : SettingsFile
    open_history : callable
        Opens the history; the page that asked for it closes it.
    folder : Path
        Where sets leave their files.
    has_report : callable
        Whether there is a report of the set of a number.
    today : callable
    camera : str or None
        The camera that was named at the start; None: that of the browser.
    set_folder : callable
        The folder of the set of a number; None where there is none.
    """

    settings: SettingsFile
    open_history: Callable[[], History]
    folder: Path
    has_report: Callable[[int], bool]
    today: Callable[[], date] = date.today
    camera: str | None = None
    set_folder: Callable[[int], Path | None] = lambda _: None


class Pages:
    """Every page, made anew for each request.

    Parameters
    ----------
    desk : Desk
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._loops = StoredLoops(desk.open_history, desk.set_folder)

    def routes(self) -> list[BaseRoute]:
        """The routes."""
        return [
            Route("/", self.today, name="today"),
            Route("/exercise/{exercise}", self.exercise),
            Route("/set", self.set_page),
            Route("/history", self.history),
            Route("/history/{number:int}", self.past_set),
            Route("/video", self.video),
            Route("/settings", self.settings),
            Route("/demo/{exercise}.json", self.skeleton),
            Route("/demo/{exercise}.{ending}", self.demo),
            Route("/demo/{exercise}/{fault}.{ending}", self.demo),
            Mount("/static", StaticFiles(directory=STATIC)),
        ]

    def today(self, _: Request) -> Response:
        """The programme of the day and the wall."""
        chosen = self._desk.settings.read().programme
        with self._history() as history:
            shown = today(done_sets(history), chosen, self._desk.today())
        return self._page(
            "today", today=shown, wall=wall.wall(self._loops.pictures), wheres=wall.WHERES, needs=wall.NEEDS
        )

    def exercise(self, request: Request) -> Response:
        """What an exercise is, and the way to begin it."""
        spec = wall.by_id(request.path_params["exercise"])
        if spec is None:
            return message("no_exercise", 404, self._desk.settings.read())
        tile = wall.tile(spec, self._loops.pictures)
        return self._page(
            "exercise",
            exercise=spec,
            tile=tile,
            faults=about.faults(spec),
            sided=spec.target.each_side,
            hint=say(f"camera.hint.{spec.view}"),
        )

    def set_page(self, request: Request) -> Response:
        """The document in which a set runs."""
        settings = self._desk.settings.read()
        query = request.query_params
        if "routine" in query:
            if query["routine"] not in routines.names():
                return message("no_routine", 404, settings)
            chosen = programme(query["routine"])
            ids, title, asked = [step.id for step in chosen.steps], chosen.name, {"routine": chosen.id}
        else:
            found = wall.by_id(query.get("exercise", ""))
            if found is None:
                return message("no_exercise", 404, settings)
            ids, title, asked = [found.id], found.name, {"exercise": found.id}
        specs = [spec for spec in map(wall.by_id, ids) if spec]
        side = query.get("side", settings.side)
        start: dict[str, Any] = {
            **asked,
            "side": side if side in ("left", "right") else None,
            "sets": _count(query.get("sets")),
        }
        data = {
            "start": start,
            "exercises": {spec.id: about.for_set(spec, self._loops.pictures(spec.id)) for spec in specs},
            "settings": settings.model_dump(),
            "skeleton": about.skeleton(),
            "colours": about.colours(),
            "camera": "machine" if self._desk.camera else "page",
            "sentences": {name: section(name) for name in ("set", "camera", "parts", "end", "side")},
        }
        first = wall.tile(specs[0], self._loops.pictures)
        return self._page(
            "set",
            title=title,
            first=specs[0],
            place=first.place,
            demo=first.pictures,
            back="/" if "routine" in asked else f"/exercise/{specs[0].id}",
            data=data,
        )

    def history(self, request: Request) -> Response:
        """The calendar, the trends and every set."""
        day = self._desk.today()
        with self._history() as history:
            sets = done_sets(history)
        year, number = _month(request.query_params.get("month", ""), day)
        before, after = (
            date(year - (number == 1), (number - 2) % 12 + 1, 1),
            date(year + (number == 12), number % 12 + 1, 1),
        )
        current, longest = streaks((each.day for each in sets), day)
        return self._page(
            "history",
            sets=past.past_sets(sets[::-1][:50], day),
            weeks=past.month(sets, year, number, day),
            month=say("history.month", month=say(f"month.{number}"), year=year),
            before=f"{before:%Y-%m}",
            after=f"{after:%Y-%m}" if after <= day else "",
            courses=past.courses(sets, day),
            streak=current,
            longest=longest,
            total=len(sets),
        )

    def past_set(self, request: Request) -> Response:
        """A set: what changed since the one before, and its report."""
        number, day = request.path_params["number"], self._desk.today()
        with self._history() as history:
            sets = done_sets(history)
        this = next((each for each in sets if each.id == number), None)
        if this is None:
            return message("no_set", 404, self._desk.settings.read())
        return self._page(
            "past_set",
            this=past.past_sets([this], day)[0],
            compared=past.compared(this, sets),
            report=f"/report/{number}" if self._desk.has_report(number) else "",
            strength=this.pain.strength if this.pain else None,
            data={"sentences": {"end": section("end")}},
        )

    def video(self, _: Request) -> Response:
        """A recording to be looked at."""
        choices = [(each.id, each.name) for _, group in wall.wall() for each in group]
        data = {"sentences": {"video": section("video")}}
        return self._page("video", choices=sorted(choices, key=lambda each: each[1].lower()), data=data)

    def settings(self, _: Request) -> Response:
        """The choices."""
        with self._history() as history:
            place, total = history.path, len(history.rows("sets"))
        programmes = [programme(name) for name in routines.names()]
        return self._page(
            "settings",
            chosen=self._desk.settings.read(),
            programmes=programmes,
            history_place=place,
            folder=self._desk.folder,
            total=total,
            data={"sentences": {"settings": section("settings")}},
        )

    def demo(self, request: Request) -> Response:
        """A film or a still of the demonstrations."""
        found = request.path_params
        spec = wall.by_id(found["exercise"])
        file = file_of(spec.id, found.get("fault"), found["ending"]) if spec else None
        if file is None:
            return message("nothing", 404, self._desk.settings.read())
        return FileResponse(file, headers={"Cache-Control": "max-age=3600"})

    def skeleton(self, request: Request) -> Response:
        """The loop of an exercise without a film, with all that it takes to draw it."""
        spec = wall.by_id(request.path_params["exercise"])
        found = self._loops.loop(spec.id) if spec else None
        if found is None:
            return message("nothing", 404, self._desk.settings.read())
        loop, near = found
        body = loop.to_dict() | {"near": near, "skeleton": about.skeleton(), "colours": about.colours()}
        return JSONResponse(body, headers={"Cache-Control": "no-store"})  # the next set may have a better one

    def _page(self, name: str, **values: Any) -> HTMLResponse:
        return HTMLResponse(_rendered(name, self._desk.settings.read(), **values))

    @contextmanager
    def _history(self) -> Iterator[History]:
        history = self._desk.open_history()
        try:
            yield history
        finally:
            history.close()


def message(what: str, status: int, settings: Settings | None = None) -> HTMLResponse:
    """A page of one sentence.

    Parameters
    ----------
    what : str
        Its key in the section ``message`` of the catalogue.
    status : int
        Of HTTP.
    settings : Settings, optional
        How the page looks; as usual if left out, for whom nobody knows.
    """
    return message_of(say(f"message.{what}"), status, settings)


def message_of(text: str, status: int, settings: Settings | None = None) -> HTMLResponse:
    """A page of one sentence that is there already; parameters as of :func:`message`."""
    shown = {"text": text, "inside": settings is not None}
    return HTMLResponse(_rendered("message", settings or Settings(), **shown), status)


def _rendered(name: str, settings: Settings, **values: Any) -> str:
    return _templates().get_template(f"{name}.html").render(page=name, look=settings, **values)


@cache
def _templates() -> Environment:
    made = Environment(
        loader=PackageLoader("formcheck.app"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals["say"] = say
    made.filters["data"] = _data
    made.filters["plain"] = asdict
    return made


def _data(value: object) -> Markup:
    """Values of JSON for a script element that is never run; nothing in it can end the element."""
    text = json.dumps(value, ensure_ascii=False)
    return Markup(text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026"))


def _count(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdecimal() and 0 < int(text) <= 20 else None


def _month(text: str, day: date) -> tuple[int, int]:
    """Year and month of "2026-11"; those of a day where it is none."""
    try:
        found = date.fromisoformat(f"{text}-01")
    except ValueError:
        return day.year, day.month
    return (found.year, found.month) if 1970 < found.year < 9000 else (day.year, day.month)
