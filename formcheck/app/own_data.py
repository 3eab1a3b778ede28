"""What a person chose, and all that is kept of them: changed and deleted from the page."""

from __future__ import annotations

import contextlib
import shutil

from pydantic import ValidationError
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from formcheck.app.answers import refusal
from formcheck.app.context import Context
from formcheck.app.past_sets import kept, read_json
from formcheck.app.sentences import say
from formcheck.app.settings import Settings, SettingsFile
from formcheck.errors import OutputError


def own_data_routes(context: Context, file: SettingsFile) -> list[BaseRoute]:
    """The routes.

    Parameters
    ----------
    context : Context
    file : SettingsFile
    """

    async def settings(request: Request) -> Response:
        """Keep the choices."""
        try:
            chosen = Settings.model_validate(await read_json(request) or None)
        except ValidationError:
            return refusal(request.scope, "server.not_json", 400)

        def keep() -> bool:
            file.write(chosen)
            return True

        return await kept(request, keep, "server.nothing")

    async def delete_all(request: Request) -> Response:
        """Delete every set with its files, for good."""
        if (await read_json(request)).get("sure") is not True:
            return refusal(request.scope, "server.not_json", 400)
        if not context.running.acquire(blocking=False):
            return refusal(request.scope, "server.delete_running", 409)
        try:
            return await kept(request, delete, "server.nothing")
        finally:
            context.running.release()

    def delete() -> bool:
        with contextlib.closing(context.open_history()) as history:
            history.delete([row["id"] for row in history.rows("sets")])
        for folder in (context.sets, context.uploads):
            try:
                if folder.exists():
                    shutil.rmtree(folder)
            except OSError as error:
                raise OutputError(say("server.not_deleted", what=folder, why=error.strerror or error)) from error
        return True

    return [
        Route("/settings", settings, methods=["POST"]),
        Route("/delete-all", delete_all, methods=["POST"]),
    ]
