"""Makes another revision of a week the current one: `reports --make-current`."""

from __future__ import annotations

import sys
from contextlib import closing

from detainer_cli.answers.question import Question
from detainer_cli.cli.messages import is_terminal, say
from detainer_cli.db.opening import open_for_writing
from detainer_cli.db.periods import describe_loaded
from detainer_cli.db.revisions import make_current
from detainer_cli.db.writer_record import file_of
from detainer_cli.errors import DatabaseError, UsageError


def choose_revision(question: Question, revision: int) -> None:
    """Makes a revision the current one of the week that is asked. Raises UsageError."""
    if len(question.weeks) != 1:
        raise UsageError(
            f"--make-current needs one week, and {len(question.weeks)} are asked.",
            f"Name a day of it with --week: {describe_loaded(question.weeks)}.",
        )
    path = file_of(question.conn)
    if path is None:
        raise DatabaseError("the database is in memory.")
    with closing(open_for_writing(path)) as conn:
        said = make_current(conn, path, "weekly", question.weeks[0], revision)
    if is_terminal(sys.stderr):
        say(said)
