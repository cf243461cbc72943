"""Keeps libraries from loading others that they have for uses that this program does not make.

sqlite-utils can store a data frame, camelot makes one of each table: pandas, which both load at
their start, takes several times as long as all the rest of them, and as much memory.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import Any


@contextmanager
def without(*libraries: str) -> Iterator[None]:
    """What is imported meanwhile finds these libraries not installed, unless they are loaded."""
    modules: dict[str, Any] = sys.modules  # None is how Python itself marks what is not to be found
    hidden = [name for name in libraries if name not in modules]
    modules.update(dict.fromkeys(hidden))
    try:
        yield
    finally:
        for name in hidden:
            if modules.get(name) is None:
                modules.pop(name, None)


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
