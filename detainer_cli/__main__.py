"""The program's start: the child that reads PDFs is under way before anything else is loaded."""

import gc
import sys

from detainer_cli.ingest import launch


def main() -> None:
    """Runs the command line; exits with one of the documented codes."""
    gc.set_threshold(50_000)  # much is made while libraries load, and little of it is garbage
    try:
        if launch.is_wanted(sys.argv[1:]):
            launch.start_early()
        from detainer_cli.cli import main as run

        run()
    except KeyboardInterrupt:  # before the command line could say what it means
        sys.exit(130)
    finally:
        launch.end_early()
        gc.freeze()  # what is left need not be looked through again before the process ends


if __name__ == "__main__":
    main()
