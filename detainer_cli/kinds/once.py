"""Values that are made once, by one thread at a time.

msgspec puts what it learns of a type where other threads find it before it is whole (seen with
0.20: they crash), so that no two may learn types at once.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, wraps
from threading import RLock
from typing import TypeVar

T = TypeVar("T")

_lock = RLock()


def once(make: Callable[[], T]) -> Callable[[], T]:
    """The function, whose value is made when it is first asked for."""
    made = cache(make)

    @wraps(make)
    def value() -> T:
        with _lock:
            return made()

    return value
