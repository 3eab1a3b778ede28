"""The command that opens the page: app, and formcheck without a command."""

from __future__ import annotations

import webbrowser
from typing import TYPE_CHECKING, Annotated

import typer

from formcheck.addresses import redacted
from formcheck.cli.app import ModelOption, app, one_line_errors

if TYPE_CHECKING:
    from formcheck.app.instance import Instance
    from formcheck.live.kept_run import LiveCamera

PortOption = Annotated[
    int, typer.Option(min=0, max=65535, help="where it listens; 0: where it did the last time, or any that is free")
]
NoBrowserOption = Annotated[bool, typer.Option("--no-browser", help="only print the address")]
MachineOption = Annotated[
    str | None, typer.Option(help="a camera of this machine instead of the browser's: number, device, file or address")
]


@app.command("app")
@one_line_errors
def app_(
    port: PortOption = 0, no_browser: NoBrowserOption = False, camera: MachineOption = None, model: ModelOption = "auto"
) -> None:
    """Open formcheck in the browser: exercises, sets in front of the camera, reports and history.

    The page is served to this machine alone, and ends some seconds after its last tab is closed. A second
    start opens the page of the first. Without a command, formcheck does the same.

    \b
    Example:
      formcheck app
    """
    open_page(port, browser=not no_browser, camera=camera, model=model)


def open_page(port: int = 0, *, browser: bool = True, camera: str | None = None, model: str = "auto") -> None:
    """Serve the page until it is left, or open the one that is served already.

    Parameters
    ----------
    port : int
        0: any that is free.
    browser : bool
        Open one; the address is printed in any case.
    camera : str, optional
        Of this machine, in place of the browser's.
    model : str
    """
    from formcheck.app.context import data_folder
    from formcheck.app.instance import Instance

    instance = Instance(data_folder())
    with instance.held() as first:
        if first:
            _serve(instance, port, browser, camera, model)
            return
    at, token = instance.other()
    _open(f"http://127.0.0.1:{at}/enter?token={token}", browser, "formcheck is open already at {}")


def _serve(instance: Instance, port: int, browser: bool, camera: str | None, model: str) -> None:
    from formcheck.app.context import Context, data_folder
    from formcheck.app.instance import Running
    from formcheck.app.keys import Keys
    from formcheck.app.ready_model import ReadyModel
    from formcheck.app.server import Server, application, listening, listening_again, log_to
    from formcheck.cli.live_run import model_in_front

    ready = ReadyModel(lambda: model_in_front(model))
    context = Context(data_folder(), ready, _machine(camera))
    keys = Keys()
    log_to(context.data / "app.log")
    with listening(port) if port else listening_again(instance.last_port()) as socket:
        at = socket.getsockname()[1]
        if not port:
            instance.keep_port(at)

        def started() -> None:
            instance.publish(Running(at, keys.secret))
            ready.prepare()
            address = f"http://127.0.0.1:{at}/enter?token={keys.issue()}"
            _open(address, browser, "formcheck is open at {} (Ctrl-C ends it)")

        try:
            Server(application(context, at, keys), context, started).run(sockets=[socket])
        finally:
            ready.close()


def _open(address: str, browser: bool, line: str) -> None:
    """Print an address and open it, if there is a browser."""
    typer.echo(line.format(address))
    if browser and not webbrowser.open(address):
        typer.echo("formcheck: no browser was found: open the address above in one", err=True)


def _machine(camera: str | None) -> LiveCamera | None:
    """The camera of the machine that was named."""
    if camera is None:
        return None
    from formcheck.live.kept_run import LiveCamera
    from formcheck.media import open_source

    return LiveCamera(lambda: open_source(camera, live=True), redacted(camera))
