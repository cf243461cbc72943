"""The program's start: the child that reads PDFs is under way before anything else is loaded."""

import gc
import sys

from detainer_cli import launch


def main() -> None:
    """Runs the command line; exits with one of the documented codes."""
    gc.set_threshold(50_000)  # much is made while libraries load, and little of it is garbage
    if launch.is_wanted(sys.argv[1:]):
        launch.start_early()
    try:
        from detainer_cli.cli import main as run

        run()
    finally:
        launch.end_early()


if __name__ == "__main__":
    main()
