"""The command line: `main` is the one place that catches errors and shows them."""

from __future__ import annotations

import os
import sys
import traceback

from detainer_cli.cli.app import app
from detainer_cli.cli.command import CommandInterruptedError
from detainer_cli.cli.messages import is_full, is_shortage, open_streams, say
from detainer_cli.errors import DetainersError, ExitCode


def main() -> None:
    """Runs the program and exits with one of the documented codes."""
    open_streams()
    try:
        try:
            app()
        finally:
            sys.stdout.flush()
    except DetainersError as error:
        say(f"detainers: {error}")
        for detail in error.details:
            say(f"  {detail}")
        sys.exit(error.exit_code)
    except BrokenPipeError:  # the reader of our output has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(ExitCode.OK)
    except (KeyboardInterrupt, CommandInterruptedError):
        say("detainers: interrupted. What was loaded before stays; nothing is half written.")
        sys.exit(130)
    except Exception as error:  # noqa: BLE001 - the last resort
        if is_full(error):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            say(f"detainers: the answer could not be written to standard output: {error}")
            sys.exit(ExitCode.OUTPUT)
        if is_shortage(error):
            reason = f": {error}" if str(error) else ""  # memory has none
            say(
                f"detainers: the machine gives this program no more memory or processes{reason}."
                " Nothing was half written. Free some, or allow more (ulimit -a)."
            )
            sys.exit(ExitCode.DATABASE)
        if os.environ.get("DETAINERS_DEBUG"):
            traceback.print_exc()
        say(
            f"detainers: this is a defect of the program, not of your file:"
            f" {type(error).__name__}: {error}. Nothing was half written. Please report it; with"
            " DETAINERS_DEBUG=1 it prints the details."
        )
        sys.exit(ExitCode.DEFECT)
