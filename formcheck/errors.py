"""Every error a user can cause: one class per kind, each message one line that says what to do."""

from __future__ import annotations


class FormcheckError(Exception):
    """Base of all errors that formcheck raises on purpose; the command line prints them without a traceback."""


class SourceError(FormcheckError):
    """A camera, file or URL gives no frames: missing, empty, truncated, no picture in it."""


class ModelError(FormcheckError):
    """The pose model cannot be found, fetched, verified or loaded."""


class TrackError(FormcheckError):
    """Landmark arrays of the wrong shape, order or file format."""


class SpecError(FormcheckError):
    """An exercise file is missing or wrong; the message lists every mistake with its key."""


class OutputError(FormcheckError):
    """Results cannot be written: folder not writable, disk full."""


class ExtraError(FormcheckError):
    """Something is asked for that needs a part which is installed apart."""


class ThemeError(FormcheckError):
    """A look of the screen that does not exist."""
