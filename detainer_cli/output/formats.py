"""The formats that this program writes, an entry each: what it is called, and what writes it.

Whatever lists or writes formats takes them from here. What a format needs beside the program is
loaded when it writes: an answer starts without what reads views.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from detainer_cli.model.summary import Caveats, Summary
from detainer_cli.output.data_text import (
    answer_as_csv,
    answer_as_json,
    answer_as_tsv,
)
from detainer_cli.output.for_people import as_markdown, as_table
from detainer_cli.output.screen import Manner

if TYPE_CHECKING:
    from detainer_cli.db.views import View

ENCODING = "utf-8"


class Format(NamedTuple):
    """A format; what it cannot write is None.

    `answer` and `view` write one of these, `views` all views and the caveats into one file. Text
    becomes a file in UTF-8, bytes are a file as they are. `caveats` is how much an answer says of
    them if nobody asks, `on_screen` if it goes to a terminal. `needs` is the library that must be
    installed, by the name of the extra that is the format's.
    """

    name: str
    media_type: str
    ending: str
    answer: Callable[[Summary, Manner], str] | None = None
    view: Callable[[View, Manner], str | bytes] | None = None
    views: Callable[[Sequence[View], Sequence[str]], bytes] | None = None
    caveats: Caveats = Caveats.FULL
    on_screen: Caveats | None = None
    needs: str = ""

    @property
    def is_exported(self) -> bool:
        """Whether an export can be written in it."""
        return bool(self.view or self.views)

    def file(self, view: View, manner: Manner) -> bytes:
        """A view as the bytes of a file. The same view gives the same bytes."""
        if self.view is None:
            raise ValueError(f"{self.name} is no format of a view")
        made = self.view(view, manner)
        return made if isinstance(made, bytes) else made.encode(ENCODING, "backslashreplace")


def _csv(view: View, manner: Manner) -> str:
    from detainer_cli.output.view_files import view_as_csv

    return view_as_csv(view, manner)


def _json(view: View, manner: Manner) -> str:
    from detainer_cli.output.view_files import view_as_json

    return view_as_json(view)


def _parquet(view: View, manner: Manner) -> bytes:
    from detainer_cli.output.view_files import view_as_parquet

    return view_as_parquet(view)


def _workbook(views: Sequence[View], caveats: Sequence[str]) -> bytes:
    from detainer_cli.output.workbook import workbook

    return workbook(views, caveats)


_SHEETS = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMATS = {
    known.name: known
    for known in (
        Format("table", "text/plain", "txt", answer=as_table, on_screen=Caveats.SHORT),
        Format("csv", "text/csv", "csv", answer_as_csv, _csv, caveats=Caveats.NONE),
        Format("json", "application/json", "json", answer_as_json, _json),
        Format("tsv", "text/tab-separated-values", "tsv", answer_as_tsv, caveats=Caveats.NONE),
        Format("markdown", "text/markdown", "md", answer=as_markdown),
        Format(
            "parquet", "application/vnd.apache.parquet", "parquet", view=_parquet, needs="pyarrow"
        ),
        Format("xlsx", _SHEETS, "xlsx", views=_workbook, needs="XlsxWriter"),
    )
}
"""The formats by name. An export writes its files in this order, and describes the first of a view
as what the view is."""


def exported() -> Iterator[Format]:
    """The formats that an export can have."""
    return (known for known in FORMATS.values() if known.is_exported)
