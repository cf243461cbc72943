"""Starts the process that reads a PDF: before all else, so that it loads while the program does.

A child that is not needed in the end is ended without a trace. Light: nothing of this program is
imported here, and of the library only what starting a process takes.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

SCRATCH = "detainers-"
"""How the name of a child's folder for temporary files begins."""

_TEMPORARY = ("TMPDIR", "TEMP", "TMP")
_APART: dict[str, Any] = {"process_group": 0} if os.name == "posix" else {}
"""Ctrl-C at a terminal is for the program alone, which ends its children."""
_SETTINGS = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "PYTHONSAFEPATH": "1"}


class Child:
    """A process that waits for one request, with a folder for its temporary files.

    Raises OSError where the system has no room or no process for it.
    """

    def __init__(self, command: Sequence[str] = ("-m", "detainer_cli.ingest.child")) -> None:
        import tempfile  # no answer needs it

        self._folder = tempfile.mkdtemp(prefix=SCRATCH)
        log = os.path.join(self._folder, "log")  # noqa: PTH118
        try:
            self._log = open(log, "w+b")  # noqa: SIM115, PTH123
            self.process = self._start(command)
        except OSError:
            with suppress(OSError):  # one by one: to walk a folder takes what there may be none of
                os.unlink(log)  # noqa: PTH108
            os.rmdir(self._folder)  # noqa: PTH106
            raise
        with _lock:
            _running.add(self)

    def _start(self, command: Sequence[str]) -> subprocess.Popen[bytes]:
        try:
            return subprocess.Popen(
                [sys.executable, *command],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._log,
                env=self._environment(),
                **_APART,
            )
        except OSError:
            self._log.close()
            raise

    def _environment(self) -> dict[str, str]:
        """That of the program, with what libraries take for granted."""
        needed = {"PATH": os.defpath, "HOME": self._folder}
        return needed | os.environ | _SETTINGS | dict.fromkeys(_TEMPORARY, self._folder)

    def log(self) -> str:
        """What the child wrote on its standard error."""
        self._log.seek(0)
        return self._log.read().decode(errors="replace")

    def end(self) -> None:
        """Ends the child, however far it is, and removes what it leaves."""
        self.process.kill()
        self.process.wait()
        with _lock:
            _running.discard(self)
        for stream in (self.process.stdin, self.process.stdout, self._log):
            with suppress(OSError):  # what was not sent yet cannot be sent any more
                if stream is not None:
                    stream.close()
        shutil.rmtree(self._folder, ignore_errors=True)


_lock = threading.RLock()
_running: set[Child] = set()
_spare: list[Child] = []


def is_wanted(args: Sequence[str]) -> bool:
    """True if the arguments of the command line name a PDF to be read.

    A folder is looked into first: an hourly run finds as a rule that all in it is loaded. With a
    cluster, others read.
    """
    if any(arg.startswith("--dask-scheduler") for arg in args):
        return False
    if args[:1] != ["ingest"] or {"-h", "--help"} & set(args):
        return False
    return any(arg == "-" or arg.lower().endswith(".pdf") for arg in args)


def start_early() -> None:
    """Starts the next child, if none waits; whoever needs it is told why it cannot be started."""
    with _lock, suppress(OSError):
        if not _spare:
            _spare.append(Child())


def take() -> Child:
    """The child that waits, or a new one. Raises OSError."""
    with _lock:
        if _spare:
            return _spare.pop()
    return Child()


def end_running() -> None:
    """Kills every child; whoever waits for one is told, and removes what it leaves."""
    with _lock:
        for child in _running:
            child.process.kill()


def end_early() -> None:
    """Ends the child that was started and not taken."""
    with _lock:
        while _spare:
            _spare.pop().end()
