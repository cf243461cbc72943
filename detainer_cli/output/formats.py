"""The formats that this program writes, an entry each: what it is called, and what writes it.

Whatever lists or writes formats takes them from here. What a format needs beside the program is
loaded when it writes: an answer starts without what reads views.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

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


class Format(NamedTuple):
    """A format; what it cannot write is None.

    `answer` makes the text of one, `view` writes a view to a file, a part of its rows at a time,
    and `views` all views and the caveats to one. `caveats` is how much an answer says of them if
    nobody asks, `on_screen` if it goes to a terminal. `needs` is the library that must be
    installed, by the name of the extra that is the format's.
    """

    name: str
    media_type: str
    ending: str
    answer: Callable[[Summary, Manner], str] | None = None
    view: Callable[[View, Manner, BinaryIO], None] | None = None
    views: Callable[[Sequence[View], Sequence[str], BinaryIO], None] | None = None
    caveats: Caveats = Caveats.FULL
    on_screen: Caveats | None = None
    needs: str = ""

    @property
    def is_exported(self) -> bool:
        """Whether an export can be written in it."""
        return bool(self.view or self.views)

    def put(self, view: View, manner: Manner, out: BinaryIO) -> None:
        """Writes a view to a file. The same view gives the same bytes."""
        if self.view is None:
            raise ValueError(f"{self.name} is no format of a view")
        self.view(view, manner, out)


def _csv(view: View, manner: Manner, out: BinaryIO) -> None:
    from detainer_cli.output.view_files import put_csv

    put_csv(view, manner, out)


def _json(view: View, manner: Manner, out: BinaryIO) -> None:
    from detainer_cli.output.view_files import put_json

    put_json(view, out)


def _parquet(view: View, manner: Manner, out: BinaryIO) -> None:
    from detainer_cli.output.view_files import put_parquet

    put_parquet(view, out)


def _workbook(views: Sequence[View], caveats: Sequence[str], out: BinaryIO) -> None:
    from detainer_cli.output.workbook import put_workbook

    put_workbook(views, caveats, out)


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
