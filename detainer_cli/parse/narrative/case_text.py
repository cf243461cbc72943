"""The text of a case as it is printed, and where each word of it stands."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from detainer_cli.model.cases import CaseLine, CaseText, CaseWord, Span
from detainer_cli.model.pages import Joint
from detainer_cli.parse.narrative.found import Found
from detainer_cli.parse.narrative.printed import Printed

JointOf = Callable[[str, str], Joint]


def case_text(case: Found, position: int, joint_of: JointOf) -> CaseText:
    """The case as it is printed: each block on a line of its own, and where each line stands."""
    text, lines = "", []
    for block in case.blocks:
        text = f"{text}\n" if text else ""
        joint: Joint = ""
        for at, line in enumerate(block.lines):
            if joint == " ":
                text += " "
            start = len(text)
            text += line.text
            joint = _joint(block.lines, at, joint_of)
            text = text[:-1] if joint == "-" else text
            lines.append(_case_line(line, start, len(text)))
    return CaseText(position, case.place, text, tuple(lines))


def _case_line(line: Printed, start: int, end: int) -> CaseLine:
    """A line whose words, with a space between them, stand in the text from `start` to `end`."""
    words, at = [], start
    for word in line.words:
        words.append(CaseWord(Span(at, min(at + len(word.text), end)), word.box))
        at += len(word.text) + 1
    return CaseLine(Span(start, end), line.page, line.box, tuple(words))


def _joint(lines: Sequence[Printed], at: int, joint_of: JointOf) -> Joint:
    if at + 1 == len(lines):
        return ""
    return joint_of(lines[at].text, lines[at + 1].text)
