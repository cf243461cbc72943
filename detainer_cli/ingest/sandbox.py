"""Reads a PDF in a child process with limits, so that no file can harm or stall the program.

The child (`child.py`) gets a request and answers in frames (`wire.py`): that it is ready, its
progress, then a report or an error. Here are its deadline, and what its death means.
"""

from __future__ import annotations

import errno
import re
import signal
import tempfile
import threading
import time
from contextlib import suppress

from detainer_cli.errors import DatabaseError, DetainersError, TooSlowError, UnreadableError
from detainer_cli.ingest import launch, wire
from detainer_cli.model.limits import DEFAULT_LIMITS, MIB, Limits
from detainer_cli.model.pages import Document, PageProgress
from detainer_cli.model.records import ParsedReport

_START_SECONDS = 120.0  # to load the libraries, from a slow disk in a busy machine at worst
_NO_SPACE = {"ENOSPC", "EFBIG", "EDQUOT"}
_CRASHES = {"SIGSEGV", "SIGABRT", "SIGBUS", "SIGFPE", "SIGILL"}
_DOWNLOAD = "Download it again."


def read_in_child(
    content: bytes,
    name: str,
    password: str | None = None,
    limits: Limits = DEFAULT_LIMITS,
    progress: PageProgress = lambda done, total: None,
    more: bool = False,
) -> tuple[Document, ParsedReport]:
    """Reads a report in a child process; if `more` files follow, the next child is started, too.

    Raises what reading raises, UnreadableError if a limit is reached or the file ends the child,
    and DatabaseError if the machine does.
    """
    most = (limits.memory, limits.unpacked, limits.pages)
    request = wire.Request.of(name, password, *most, content, limits.accept_ocr)
    try:
        child = launch.take()
    except OSError as error:
        raise _without_child(error) from None
    try:
        if more:
            launch.start_early()
        found = _Talk(child, limits, progress).answer(request, content)
    finally:
        child.end()
    if isinstance(found, DetainersError):
        raise found
    return found.document, found.report


class _Talk:
    """What is said between the program and a child, until it answers, dies or is late."""

    def __init__(self, child: launch.Child, limits: Limits, progress: PageProgress) -> None:
        self._child = child
        self._limits = limits
        self._progress = progress
        self._is_ready = self._is_late = self._is_over = False
        self._allowed = _START_SECONDS
        self._until = time.monotonic() + self._allowed
        self._changed = threading.Condition()

    def answer(self, request: wire.Request, content: bytes) -> wire.Answer | DetainersError:
        """The answer to a request, or why there is none."""
        helpers = [
            threading.Thread(target=self._send, args=(request, content), daemon=True),
            threading.Thread(target=self._watch, daemon=True),
        ]
        for helper in helpers:
            helper.start()
        try:
            return self._listen()
        except EOFError:
            self._child.process.wait()
            return self._death()
        except wire.WireError as error:
            return UnreadableError(
                "the PDF is damaged, or made to do harm: the process that read it gave an answer"
                f" that is none ({error}).",
                _DOWNLOAD,
            )
        finally:
            self._child.process.kill()  # nothing is sent any more, its end is closed
            self._set(is_over=True)
            for helper in helpers:
                helper.join()

    def _send(self, request: wire.Request, content: bytes) -> None:
        stream = self._child.process.stdin
        assert stream is not None
        with suppress(OSError, ValueError):  # a child that died has closed its end
            for piece in wire.packed_request(request, content):
                stream.write(piece)
            stream.flush()  # and stays open: the child ends when it closes, which is with us

    def _set(self, until: float = 0.0, is_over: bool = False) -> None:
        with self._changed:
            self._until, self._is_over = until, is_over
            self._changed.notify()

    def _watch(self) -> None:
        """Kills the child when its time is up."""
        with self._changed:
            while not self._is_over and (left := self._until - time.monotonic()) > 0:
                self._changed.wait(left)
            if not self._is_over:
                self._is_late = True
                self._child.process.kill()

    def _listen(self) -> wire.Answer | DetainersError:
        stream = self._child.process.stdout
        assert stream is not None
        started = time.monotonic()
        while True:
            message = wire.read_message(stream, self._limits.memory * MIB)
            if isinstance(message, wire.Answer):
                return message
            if isinstance(message, wire.Refusal):
                return message.error()
            if isinstance(message, wire.Ready) and not self._is_ready:
                self._is_ready, started, pages = True, time.monotonic(), 0
            elif isinstance(message, wire.Step) and message.total <= self._limits.pages:
                pages = message.total
                self._progress(message.done, message.total)
            else:
                raise wire.WireError("a message that does not belong here")
            self._allowed = self._limits.allowed_seconds(pages)
            self._set(until=started + self._allowed)

    def _death(self) -> DetainersError:
        """What to say of a child that gave no answer: its file's fault, or the machine's."""
        if self._is_late and self._is_ready:
            return TooSlowError(
                f"reading the PDF took more than {self._allowed:.0f} seconds and was stopped.",
                "If the file is sound and only long, allow more with --timeout.",
            )
        code, log = self._child.process.returncode, self._child.log()
        last = log.strip().splitlines()[-1] if log.strip() else f"exit code {code}"
        if self._is_late or not self._is_ready:
            return _not_started(f"none within {self._allowed:.0f} s" if self._is_late else last)
        return _death(code, log, last, self._limits)


def _death(code: int, log: str, last: str, limits: Limits) -> DetainersError:
    """What to say of a child that died while it read: `last` is the last line of its `log`."""
    system = re.match(r"\w+: \[Errno (\d+)\] (.*)", last)
    if system:  # the file was in memory: what the system refuses is not its fault
        return _refused_by_system(int(system[1]), system[2])
    if code == 1 and not log:  # a traceback that could not be written
        return _no_space("its messages could not be written")
    if "MemoryError" in last or "bad_alloc" in log or "Unable to allocate" in log:
        return _no_memory(limits)
    if code < 0:
        return _ended_by_signal(-code, limits)
    if re.match("(ImportError|ModuleNotFoundError):", last):
        return _not_started(last)
    frames = re.findall(r'File "([^"]+)", line \d+', log)
    if frames and "detainer_cli" in frames[-1]:
        raise RuntimeError(f"reading failed: {last}")
    return UnreadableError(f"the PDF is damaged and cannot be read ({last[:200]}).", _DOWNLOAD)


def _ended_by_signal(number: int, limits: Limits) -> DetainersError:
    try:
        name = signal.Signals(number).name
    except ValueError:
        name = f"signal {number}"
    if name in _CRASHES:
        return UnreadableError(
            f"reading the PDF broke off ({name}): it is damaged, or needs more than"
            f" {limits.memory} MiB of memory.",
            f"{_DOWNLOAD} If it is sound and only large, allow more with --max-memory.",
        )
    return DatabaseError(
        f"the process that read the PDF was ended from outside ({name}).",
        "If the machine is short of memory, allow less with --max-memory and --jobs.",
    )


def _no_memory(limits: Limits) -> DetainersError:
    least = _inherited_limit()
    if least is not None and least < limits.memory * MIB:
        return DatabaseError(
            f"this process may use {least // MIB} MiB of memory, which does not suffice.",
            "Allow more (see ulimit -v and ulimit -d).",
        )
    return UnreadableError(
        f"reading the PDF needs more than {limits.memory} MiB of memory and was stopped.",
        "If the file is sound and only large, allow more with --max-memory.",
    )


def _inherited_limit() -> int | None:
    """Bytes of memory that this process and its children may use; None without a limit."""
    try:
        import resource
    except ImportError:  # no such limits on Windows
        return None
    kinds = (resource.RLIMIT_AS, resource.RLIMIT_DATA)
    limits = [size for kind in kinds for size in resource.getrlimit(kind)]
    return min((size for size in limits if size != resource.RLIM_INFINITY), default=None)


def _refused_by_system(number: int, reason: str) -> DatabaseError:
    if errno.errorcode.get(number) in _NO_SPACE:
        return _no_space(reason)
    return DatabaseError(
        f"the machine did not let the PDF be read: {reason}.", "No file is at fault; try again."
    )


def _without_child(error: OSError) -> DatabaseError:
    if error.errno is None or errno.errorcode.get(error.errno) in _NO_SPACE:
        return _no_space(str(error.strerror or error))
    return _not_started(str(error.strerror))


def _not_started(reason: str) -> DatabaseError:
    return DatabaseError(
        f"the process that reads PDFs could not be started ({reason[:200]}).",
        "No file is at fault. Check the memory and the processes that you may use (ulimit -a),"
        " and the installation (python -m pip check).",
    )


def _no_space(reason: str) -> DatabaseError:
    """Reading needs room for temporary files: no file's fault, so no file is blamed for it."""
    return DatabaseError(
        f"there is no space for temporary files in {tempfile.gettempdir()} ({reason}).",
        "Free some space, or name another folder in TMPDIR.",
    )
