"""Check a folder of recordings on one machine or many, and write a table of sets as Parquet."""

from formcheck.batch.find import BatchItem, BatchPlan, find_files, items_of, read_plan
from formcheck.batch.journal import BatchJournal, still_to_do
from formcheck.batch.place import begin, choose
from formcheck.batch.table import check_tables, write_tables
from formcheck.batch.work import Record, check_item, failed

__all__ = [
    "BatchItem",
    "BatchJournal",
    "BatchPlan",
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
