"""Reading of Vietnamese directives (văn bản chỉ đạo): what was ordered, to whom, by when, each linked to
its place.

``read(source)`` takes pages of lines (:class:`Source`) and gives a :class:`Reading`. No file, no network,
no clock:
adapters bring the lines, the law counts the days. What cannot be read stays *chưa rõ* and is asked, never
guessed.
"""

from .plain import source_from_text
from .read import read
from .result import Citation, DeadlineKind, DueRule, Reading, ReadTask, Value
from .source import Box, Cell, Line, Page, Source, Word

__all__ = [
    "Box",
    "Cell",
    "Citation",
    "DeadlineKind",
    "DueRule",
    "Line",
    "Page",
    "ReadTask",
    "Reading",
    "Source",
    "Value",
    "Word",
    "read",
    "source_from_text",
]
