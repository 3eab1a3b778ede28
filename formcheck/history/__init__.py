"""The sets that were done, in one SQLite file of the user's; never an image, never a landmark."""

from formcheck.history.log import SetLog
from formcheck.history.store import PLACE_VARIABLE, TABLES, History, place

__all__ = ["PLACE_VARIABLE", "TABLES", "History", "SetLog", "place"]
