"""Reads a PDF in a child process with limits, so that no file can harm or stall the program.

The child is `python -m detainer_cli.sandbox`. It gets a request on standard input and answers on
standard output in frames: progress, then a report or an error. The parent sets a deadline and
unpickles nothing but this program's own plain values.
"""

from __future__ import annotations

import errno
import gc
import io
import os
import pickle
import queue
import re
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, NoReturn

from detainer_cli.errors import DatabaseError, DetainersError, TooSlowError, UnreadableError
from detainer_cli.model import Extraction, ParsedReport

Progress = Callable[[int, int], None]

_FRAME = struct.Struct("!Q")
_MIB = 1024 * 1024
_SAFE_CLASSES = {("datetime", "date")}
_SAFE_MODULES = {"detainer_cli.model", "detainer_cli.errors"}
_NO_SPACE = {errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)}
_MACHINES_FAULT = r"(\w+: \[Errno \d+\]|ImportError|ModuleNotFoundError)"
_FROM_OUTSIDE = {signal.SIGINT, signal.SIGTERM, getattr(signal, "SIGKILL", signal.SIGTERM)}
_SCRATCH = "detainers-"
_TEMPORARY = ("TMPDIR", "TEMP", "TMP")
_CHILD_ENVIRONMENT = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "PYTHONSAFEPATH": "1"}


@dataclass(frozen=True)
class Limits:
    """What one file may use; the defaults pass a report of 1,000 pages.

    `memory` and `unpacked` are in MiB, `seconds` is wall time. Without it, the time allowed grows
    with the number of pages.
    """

    memory: int = 1024
    unpacked: int = 256
    pages: int = 2000
    seconds: float | None = None

    def allowed_seconds(self, pages: int) -> float:
        """Wall time for a file of `pages` pages (0 while that is not known yet)."""
        return self.seconds if self.seconds is not None else 20 + 0.5 * pages


# ------------------------------------------------------------------ the parent


def read_in_child(
    content: bytes,
    name: str,
    password: str | None = None,
    limits: Limits | None = None,
    progress: Progress = lambda done, total: None,
) -> tuple[Extraction, ParsedReport]:
    """Reads a report in a child process.

    Raises what reading raises, and UnreadableError if a limit is reached or the child dies.
    """
    limits = limits or Limits()
    request = pickle.dumps((name, password, limits.memory, limits.unpacked, limits.pages, content))
    with _scratch_folder() as folder, (folder / "log").open("w+b") as log:
        child = _start(folder, log)
        assert child.stdin is not None
        try:
            answer = _answer(child, request, limits, progress)
        finally:
            child.kill()
            child.wait()
            with suppress(OSError):
                child.stdin.close()
        if isinstance(answer, DetainersError):
            raise answer
        if answer is None:
            log.seek(0)
            raise _death(child.returncode, log.read().decode(errors="replace"), limits)
        extraction, report = answer
        return extraction, report


@contextmanager
def _scratch_folder() -> Iterator[Path]:
    """A folder for the child's temporary files, which go with it however the child ends."""
    try:
        folder = tempfile.TemporaryDirectory(prefix=_SCRATCH, ignore_cleanup_errors=True)
    except OSError as error:
        raise _no_space(str(error.strerror)) from None
    with folder:
        yield Path(folder.name)


def _start(folder: Path, log: IO[bytes]) -> subprocess.Popen[bytes]:
    try:
        return subprocess.Popen(
            [sys.executable, "-m", "detainer_cli.sandbox"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            env=_child_environment(folder),
        )
    except OSError as error:
        raise DatabaseError(
            f"the process that reads PDFs cannot be started ({error.strerror}).",
            "No file is at fault. Check the memory and the processes that you may use (ulimit -a).",
        ) from None


def _child_environment(folder: Path) -> dict[str, str]:
    """The caller's own, with what libraries expect of every environment, and our settings."""
    usual = {"PATH": os.defpath}  # camelot does not load without one
    scratch = dict.fromkeys(_TEMPORARY, str(folder))
    return usual | os.environ | _CHILD_ENVIRONMENT | scratch


def _no_space(reason: str) -> DatabaseError:
    """Reading needs room for temporary files: no file's fault, so no file is blamed for it."""
    return DatabaseError(
        f"there is no space for temporary files in {tempfile.gettempdir()} ({reason}).",
        "Free some space, or name another folder in TMPDIR.",
    )


def _answer(
    child: subprocess.Popen[bytes], request: bytes, limits: Limits, progress: Progress
) -> Any:
    """The child's last message; None if it died. Raises UnreadableError at the deadline."""
    messages: queue.Queue[Any] = queue.Queue()
    assert child.stdin is not None
    assert child.stdout is not None
    threading.Thread(target=_receive, args=(child.stdout, messages), daemon=True).start()
    threading.Thread(target=_send, args=(child.stdin, request), daemon=True).start()
    started, pages = time.monotonic(), 0
    while True:
        allowed = limits.allowed_seconds(pages)
        try:
            message = messages.get(timeout=max(0.0, started + allowed - time.monotonic()))
        except queue.Empty:
            raise TooSlowError(
                f"reading the PDF took more than {allowed:.0f} seconds and was stopped.",
                "If the file is sound and only long, allow more with --timeout.",
            ) from None
        if not (isinstance(message, tuple) and message[0] == "progress"):
            if message is None:
                child.wait()
            return message
        pages = message[2]
        progress(message[1], message[2])


def _send(stream: IO[bytes], request: bytes) -> None:
    with suppress(OSError, ValueError):  # a child that died has closed its end
        stream.write(request)
        stream.flush()  # and stays open: the child ends when it closes, which is with us


def _receive(stream: IO[bytes], messages: queue.Queue[Any]) -> None:
    with stream:
        while len(head := stream.read(_FRAME.size)) == _FRAME.size:
            size = _FRAME.unpack(head)[0]
            body = stream.read(size)
            if len(body) < size:  # it died while it answered
                break
            messages.put(_Unpickler(io.BytesIO(body)).load())
    messages.put(None)


class _Unpickler(pickle.Unpickler):
    """Makes only this program's values: a file that took over the child gains nothing here."""

    def find_class(self, module: str, name: str) -> Any:
        if module in _SAFE_MODULES or (module, name) in _SAFE_CLASSES:
            return super().find_class(module, name)
        raise pickle.UnpicklingError(f"{module}.{name} is no value of this program")


def _death(returncode: int, log: str, limits: Limits) -> Exception:
    """What to raise for a child that gave no answer: its file's fault, or ours."""
    last = log.strip().splitlines()[-1] if log.strip() else f"exit code {returncode}"
    system = re.match(r"OSError: \[Errno (\d+)\] (.*)", last)
    if system and int(system[1]) in _NO_SPACE:
        return _no_space(system[2])
    if re.match(_MACHINES_FAULT, last) or -returncode in _FROM_OUTSIDE:
        cause = last if returncode >= 0 else f"signal {-returncode} from outside"
        return DatabaseError(
            f"the machine did not let the PDF be read ({cause[:200]}).",
            "No file is at fault. Check the memory and the installation (python -m pip check).",
        )
    if "MemoryError" in last or "bad_alloc" in log or "Unable to allocate" in log:
        return UnreadableError(
            f"reading the PDF needs more than {limits.memory} MiB of memory and was stopped.",
            "If the file is sound and only large, allow more with --max-memory.",
        )
    frames = re.findall(r'File "([^"]+)", line \d+', log)
    if returncode < 0:
        return UnreadableError(
            f"reading the PDF broke off (signal {-returncode}): it is damaged, or needs more than"
            f" {limits.memory} MiB of memory.",
            "Download it again. If it is sound and only large, allow more with --max-memory.",
        )
    if not frames or "detainer_cli" not in frames[-1]:
        return UnreadableError(
            f"the PDF is damaged and cannot be read ({last[:200]}).", "Download it again."
        )
    return RuntimeError(f"reading failed: {last}")


# ------------------------------------------------------------------ the child


def serve() -> None:
    """Reads one request from standard input and answers it on standard output."""
    output = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what a library prints is no answer
    try:
        name, password, memory, unpacked, pages, content = pickle.load(sys.stdin.buffer)
    except (EOFError, pickle.UnpicklingError):
        _leave()
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _limit_memory(memory * _MIB * 15 // 16)  # the rest is for the program's own code
    gc.set_threshold(50_000)  # much is made and little of it is garbage
    from detainer_cli.reading import read_report

    def progress(done: int, total: int) -> None:
        _reply(output, ("progress", done, total))

    try:
        _reply(output, read_report(content, name, password, progress, pages, unpacked * _MIB))
    except DetainersError as error:
        _reply(output, error)


def _end_with_parent() -> None:
    """Ends this process when its parent, killed perhaps, no longer holds the other end."""
    with suppress(OSError):
        os.read(sys.stdin.fileno(), 1)
    _leave()


def _leave() -> NoReturn:
    """Ends this process at once, with what the parent would have removed."""
    folder = Path(tempfile.gettempdir())
    if folder.name.startswith(_SCRATCH):
        shutil.rmtree(folder, ignore_errors=True)
    os._exit(1)


def _reply(output: IO[bytes], message: object) -> None:
    body = pickle.dumps(message, protocol=pickle.HIGHEST_PROTOCOL)
    output.write(_FRAME.pack(len(body)) + body)
    output.flush()


def _limit_memory(size: int) -> None:
    """Caps the child's own memory in bytes, where the system can (Linux and the like)."""
    try:
        import resource
    except ImportError:  # no such limits on Windows
        return
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_DATA, (size, size))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    serve()
