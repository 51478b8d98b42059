"""Tables out (XLSX, CSV) and in (XLSX, CSV), with every cell traceable to its sheet, row and column.

Out: ``write_xlsx``, ``write_csv`` from :class:`Sheet`. In: ``read_table`` then ``check`` against the caller's
:class:`Field` list; ``faults_xlsx`` gives back the wrong rows with the reason beside them.
"""

from liem.adapters.tables.check import Checked, CheckedRow, Fault, check, faults_xlsx
from liem.adapters.tables.fields import Cell, Field, choice, day, dong, text, whole
from liem.adapters.tables.problem import TableError
from liem.adapters.tables.reading import Limits, Row, Table, read_table
from liem.adapters.tables.writing import Column, Linked, Sheet, write_csv, write_xlsx

__all__ = [
    "Cell",
    "Checked",
    "CheckedRow",
    "Column",
    "Fault",
    "Field",
    "Limits",
    "Linked",
    "Row",
    "Sheet",
    "Table",
    "TableError",
    "check",
    "choice",
    "day",
    "dong",
    "faults_xlsx",
    "read_table",
    "text",
    "whole",
    "write_csv",
    "write_xlsx",
]
