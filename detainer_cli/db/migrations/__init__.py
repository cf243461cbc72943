"""The migrations of the schema: frozen text, one a file, in the order of their numbers.

`NNNN_<name>.sql` stands here, or in the folder of the kind of report whose tables it makes. A file
that has been released is never changed. What the public views are is no migration: they are built
from today's definitions when all migrations are done. So that a database gets changed views, a
migration must go with them; it may hold nothing but a comment. Light: every command needs the
number of the newest one.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

_FOLDERS = (Path(__file__).parent, *sorted((Path(__file__).parents[2] / "kinds").glob("*/")))


@cache
def migration_files() -> tuple[Path, ...]:
    """The files of all migrations, the oldest first. Raises ValueError if a number is doubled."""
    found = [path for folder in _FOLDERS for path in folder.glob("[0-9][0-9][0-9][0-9]_*.sql")]
    found.sort(key=lambda path: path.name)
    if [number_of(path) for path in found] != list(range(1, len(found) + 1)):
        raise ValueError(f"the migrations are not numbered from 1 on: {[p.name for p in found]}")
    return tuple(found)


def number_of(path: Path) -> int:
    """The number of a migration: the version of the schema that it makes."""
    return int(path.name[:4])


def name_of(path: Path) -> str:
    """The name by which a database remembers that a migration was applied."""
    return path.stem[5:]


def newest() -> int:
    """The version of the schema when all migrations are applied."""
    return number_of(migration_files()[-1])
