"""The process that reads one PDF: `python -m detainer_cli.ingest.child`.

It loads the libraries, says that it is ready, reads a request from standard input, and answers on
standard output. What goes wrong otherwise stands on its standard error.
"""

from __future__ import annotations

import gc
import os
import select
import shutil
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, NoReturn

from detainer_cli.errors import DetainersError
from detainer_cli.ingest import wire
from detainer_cli.ingest.launch import SCRATCH
from detainer_cli.model.limits import MIB

_CAN_SELECT = os.name == "posix"  # elsewhere only sockets can be waited for together


def serve() -> None:
    """Answers one request."""
    gc.disable()  # what is loaded stays
    output = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what a library prints is no answer
    from detainer_cli.extract.grids import load_engine
    from detainer_cli.ingest.reading import read_report

    load_engine()
    gc.freeze()
    gc.enable()
    gc.set_threshold(50_000)  # much is made and little of it is garbage
    _send(output, wire.Ready())
    asked = wire.read_request(sys.stdin.buffer)
    if asked is None:
        _leave()
    request, content = asked
    with _ending_with_parent():
        _limit_memory(request.memory * MIB * 15 // 16)  # the rest is for the program's own code

        def progress(done: int, total: int) -> None:
            _send(output, wire.Step(done, total))

        how = (request.pages, request.unpacked * MIB, request.accept_ocr)
        try:
            found = read_report(content, request.name, request.password_text(), progress, *how)
            _send(output, wire.Answer(*found))
        except DetainersError as error:
            _send(output, wire.Refusal.of(error))


def _send(output: IO[bytes], message: wire.Message) -> None:
    frame = wire.packed(message)
    try:
        output.write(frame)
        output.flush()
    except BrokenPipeError:  # nobody is left to hear it
        _leave()


@contextmanager
def _ending_with_parent() -> Iterator[None]:
    """Ends this process when its parent, killed perhaps, no longer holds the other end."""
    awaited, sign = os.pipe()
    watcher = threading.Thread(target=_watch, args=(awaited,), daemon=True)
    watcher.start()
    try:
        yield
    finally:
        os.close(sign)
        if _CAN_SELECT:
            watcher.join()
            os.close(awaited)


def _watch(awaited: int) -> None:
    """Waits for the parent's end, or for the work's (`awaited` is closed then)."""
    parent = sys.stdin.fileno()
    with suppress(OSError):
        if not _CAN_SELECT:
            os.read(parent, 1)
        elif parent not in select.select([parent, awaited], [], [])[0]:
            return
    _leave()


def _leave() -> NoReturn:
    """Ends this process at once, with what the parent would have removed."""
    folder = Path(tempfile.gettempdir())
    if folder.name.startswith(SCRATCH):
        shutil.rmtree(folder, ignore_errors=True)
    os._exit(1)


def _limit_memory(size: int) -> None:
    """Caps this process's own memory in bytes, where the system can (Linux and the like)."""
    try:
        import resource
    except ImportError:  # no such limits on Windows
        return
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_DATA, (size, size))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    serve()
