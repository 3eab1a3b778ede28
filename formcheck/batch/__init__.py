"""A folder of recordings to a table of sets: found, checked on one machine or many, written as Parquet."""

from formcheck.batch.find import Item, Plan, find_files, items_of, read_plan
from formcheck.batch.journal import Journal, still_to_do
from formcheck.batch.place import begin, choose
from formcheck.batch.table import check_tables, write_tables
from formcheck.batch.work import Record, check_item, failed

__all__ = [
    "Item",
    "Journal",
    "Plan",
    "Record",
    "begin",
    "check_item",
    "check_tables",
    "choose",
    "failed",
    "find_files",
    "items_of",
    "read_plan",
    "still_to_do",
    "write_tables",
]
