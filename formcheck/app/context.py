"""What the parts of the server share."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import platformdirs

from formcheck.app.ready_model import ReadyModel
from formcheck.app.tabs import Tabs
from formcheck.history import History
from formcheck.live.kept_run import LiveCamera


def data_folder() -> Path:
    """The user's data folder, where sets, settings and the lock lie."""
    return platformdirs.user_data_path("formcheck")


@dataclass
class Context:
    """What the parts of the server share.

    Attributes
    ----------
    data : Path
        The private folder.
    model : ReadyModel
    machine : LiveCamera or None
        The camera that was named at the start.
    open_history : callable
        Whoever opens it closes it.
    tabs : Tabs
    running : threading.Lock
        Held by the set that runs: there is one at a time.
    busy : int
        Recordings that are being checked.
    """

    data: Path
    model: ReadyModel
    machine: LiveCamera | None = None
    open_history: Callable[[], History] = History
    tabs: Tabs = field(default_factory=Tabs)
    running: threading.Lock = field(default_factory=threading.Lock)
    busy: int = 0

    @property
    def camera(self) -> str | None:
        """The camera that was named at the start, as it may be shown."""
        return self.machine.name if self.machine else None

    @property
    def sets(self) -> Path:
        """Where sets leave their files."""
        return self.data / "sets"

    @property
    def uploads(self) -> Path:
        """Where recordings lie while they are checked."""
        return self.data / "uploads"

    @property
    def idle(self) -> bool:
        """Nothing runs, and no tab is open."""
        return not self.tabs.open and not self.running.locked() and not self.busy
