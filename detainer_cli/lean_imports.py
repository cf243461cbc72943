"""Keeps libraries from loading others that they have for uses that this program does not make.

sqlite-utils can store a data frame, camelot makes one of each table: pandas, which both load at
their start, takes several times as long as all the rest of them, and as much memory.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from importlib.abc import MetaPathFinder
from importlib.util import find_spec
from threading import get_ident
from types import ModuleType
from typing import Any


@contextmanager
def without(*libraries: str) -> Iterator[None]:
    """What this thread imports meanwhile finds these libraries not installed, unless loaded."""
    hiding = _Hiding(frozenset(libraries), get_ident())
    sys.meta_path.insert(0, hiding)
    try:
        yield
    finally:
        sys.meta_path.remove(hiding)


@dataclass(frozen=True)
class _Hiding(MetaPathFinder):
    """A finder that is asked before all others, and ends the search for some libraries."""

    libraries: frozenset[str]
    thread: int

    def find_spec(self, name: str, path: object = None, target: object = None) -> None:
        if name in self.libraries and get_ident() == self.thread:
            raise ModuleNotFoundError(f"{name} is not looked for", name=name)


def postpone(*libraries: str) -> None:
    """What imports these libraries from now on gets them when it first asks something of them.

    `importlib.util.LazyLoader` does not serve: a second import statement loads what it put off.
    """
    for name in libraries:
        spec = find_spec(name) if name not in sys.modules else None
        if spec is not None:
            sys.modules[name] = _Postponed(name)
            sys.modules[name].__spec__ = spec


class _Postponed(ModuleType):
    """Stands for a library that is not loaded yet."""

    def __getattr__(self, name: str) -> Any:
        if sys.modules.get(self.__name__) is self:
            del sys.modules[self.__name__]
        return getattr(import_module(self.__name__), name)
