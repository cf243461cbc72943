"""The option --chart: where the picture of an answer goes."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from detainer_cli.cli.messages import say
from detainer_cli.cli.stdout import write_stdout
from detainer_cli.errors import UsageError
from detainer_cli.files import output_error, require_place, write_atomically
from detainer_cli.model.summary import Summary
from detainer_cli.text import printable

_STDOUT = Path("-")
_UNWRITTEN = "the chart cannot be written"


class WantedChart(NamedTuple):
    """A picture that is wanted: `path` is its file, `-` stdout, None no picture at all."""

    path: Path | None

    def refuse(self) -> None:
        """Raises UsageError if a picture is wanted where an answer is only cited."""
        if self.path is not None:
            raise UsageError(
                "--chart draws an answer, which is only cited here.",
                "Give --chart to the answer itself.",
            )

    def drawn(self, summary: Summary, verbose: bool) -> bool:
        """Draws the answer if that is wanted; says whether the picture stands in its place.

        `verbose` tells on stderr what the picture shows. Raises UsageError and OutputError; no
        file is left then, and one that was there is as it was.
        """
        if self.path is None:
            return False
        from detainer_cli.output.charts.write import picture

        is_stdout = self.path == _STDOUT
        content, text = picture(summary, "svg" if is_stdout else self.path.suffix[1:])
        if is_stdout:
            write_stdout(content.decode("utf-8"))
        else:
            _write(self.path, content)
        if verbose:
            say(f"{printable(self.path)}: {text}")
        return is_stdout


def _write(path: Path, content: bytes) -> None:
    try:
        write_atomically(path, content)
    except OSError as error:
        raise output_error(_UNWRITTEN, path, error) from None


def wanted_chart(path: Path | None) -> WantedChart:
    """The picture that --chart asks for.

    Raises UsageError for a name with another ending, and it or OutputError where no file can be.
    """
    if path is not None and path != _STDOUT:
        from detainer_cli.output.charts.write import require_ending

        require_ending(path.suffix[1:])
        require_place(_UNWRITTEN, path)  # before the time is taken to draw
    return WantedChart(path)
