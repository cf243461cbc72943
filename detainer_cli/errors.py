"""Every way a run can end, and the one exception that carries it.

An error says what happened, where, and what to do next; the exit code travels with it, so that no
caller ever chooses a code by reading a message.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum


class ExitCode(IntEnum):
    """Exit codes of the program; documented in the README and relied on by scripts."""

    OK = 0
    DEFECT = 1
    USAGE = 2
    UNREADABLE = 3
    NOT_A_REPORT = 4
    CHECK_FAILED = 5
    DATABASE = 6
    STALE = 7
    OUTPUT = 8


@dataclass
class DetainersError(Exception):
    """Something a user or a file caused, worded for the person who has to act on it.

    `message` says what happened and what was expected, `hint` what to do next; `file`, `page` and
    `row` (both counted from 1) say where. `details` stand below, a line each, where several things
    are to be told at once.
    """

    message: str
    hint: str = ""
    file: str | None = None
    page: int | None = None
    row: int | None = None
    details: tuple[str, ...] = ()

    exit_code = ExitCode.DEFECT

    def __reduce__(self) -> tuple[type[DetainersError], tuple[object, ...]]:
        """Travels between processes whole, however it was made."""
        told = (self.message, self.hint, self.file, self.page, self.row, self.details)
        return type(self), told

    def __str__(self) -> str:
        where = [self.file] if self.file else []
        where += [f"page {self.page}"] if self.page is not None else []
        where += [f"row {self.row}"] if self.row is not None else []
        prefix = ", ".join(where) + ": " if where else ""
        return prefix + self.message + (f" {self.hint}" if self.hint else "")


class UsageError(DetainersError):
    """A wrong option or value, or a question about something that is not loaded."""

    exit_code = ExitCode.USAGE


class UnreadableError(DetainersError):
    """Not a PDF, damaged, too large, protected by a password, or a scan without text."""

    exit_code = ExitCode.UNREADABLE


class TooSlowError(UnreadableError):
    """Reading took too long: the file's fault, or that of a machine that had much else to do."""


class NotAReportError(DetainersError):
    """A PDF that can be read but is no weekly report of a known kind."""

    exit_code = ExitCode.NOT_A_REPORT


class CheckError(DetainersError):
    """The report does not add up; nothing of it was written."""

    exit_code = ExitCode.CHECK_FAILED


class DatabaseError(DetainersError):
    """The database is locked, not one of ours, newer than this program, or cannot be written."""

    exit_code = ExitCode.DATABASE


class MachineError(DatabaseError):
    """The machine cannot read files as it is now: no room, no process. No file is at fault."""


class StaleError(DetainersError):
    """The newest loaded week is older than was asked for."""

    exit_code = ExitCode.STALE


class OutputError(DetainersError):
    """What was asked for cannot be written: a full disk, a place without the right to write."""

    exit_code = ExitCode.OUTPUT
