"""`detainers`, except that the PDFs it reads are only the number of a week.

Nearly all of its time is therefore spent on loading. Run as `python quick_ingest.py ingest …`.
"""

from dataclasses import replace

from databases import built

from detainer_cli.cli import main
from detainer_cli.ingest import engines
from detainer_cli.ingest.reading import document_of
from detainer_cli.model.pages import Document
from detainer_cli.model.records import ParsedReport
from detainer_cli.parse import parse


def _read(content: bytes, name: str, *_: object) -> tuple[Document, ParsedReport]:
    extraction = replace(built(int(content), content), source_name=name)
    return document_of(extraction), parse(extraction)


if __name__ == "__main__":
    setattr(engines, "read_in_child", _read)  # noqa: B010 - in place of the child
    main()
