"""Options and arguments whose values are checked without pydantic.

Typer checks the value of every option through pydantic, whose import takes as long as all of
typer's own start: an answer takes 70 ms instead of 135. Values that are plainly right need no such
check; every other value is left to typer, whose error messages and conversions therefore stay what
they are. That rests on `process_value` and `type_descriptor` of this version of typer, for which
pyproject.toml allows no later one; `tests/test_fast_options.py` compares the two.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from enum import Enum
from pathlib import Path
from typing import Any, get_origin

from typer.core import TyperArgument, TyperOption

from detainer_cli.errors import UsageError
from detainer_cli.text import is_text, printable

_UNSURE = object()
_DECIMAL = re.compile(r"[0-9]{1,15}(\.[0-9]{1,15})?")


def plainly(annotation: object, value: Any) -> Any:
    """The value that typer would make of `value`; or `_UNSURE`, for typer to decide."""
    if annotation is str and isinstance(value, str):
        return value
    if annotation == list[str] and isinstance(value, (list, tuple)):
        return list(value)
    if annotation in (int, float, bool) and type(value) is annotation:
        return value
    if annotation is int and isinstance(value, str) and value.isascii() and value.isdecimal():
        return int(value)
    if annotation is float and isinstance(value, str) and _DECIMAL.fullmatch(value):
        return float(value)
    if get_origin(annotation) is not None:  # list[str] is a type of its own on Python 3.10
        return _UNSURE
    if isinstance(annotation, type) and isinstance(value, (str, annotation)):
        if issubclass(annotation, Enum):
            return next((member for member in annotation if member.value == value), _UNSURE)
        if issubclass(annotation, Path):
            return Path(str(value))
    return _UNSURE


def _is_within(value: Any, least: float | None, most: float | None) -> bool:
    is_number = type(value) in (int, float)
    return is_number and (least is None or value >= least) and (most is None or value <= most)


def _process(param: Any, ctx: Any, value: Any, typers: Callable[[Any, Any], Any]) -> Any:
    descriptor = getattr(param, "type_descriptor", None)
    for text in value if isinstance(value, (list, tuple)) else [value]:
        if isinstance(text, str):
            _require(param, text, _is_path(param, descriptor))
    fast = _UNSURE
    if value is None and not param.required:
        fast = () if param.multiple or param.nargs == -1 else None
    elif descriptor is not None:
        fast = plainly(descriptor.annotation, value)
        if descriptor.annotation in (int, float) and not _is_within(fast, param.min, param.max):
            fast = _UNSURE
    if fast is _UNSURE:
        return typers(ctx, value)
    return fast if param.callback is None else param.callback(ctx, param, fast)


def _is_path(param: Any, descriptor: Any) -> bool:
    """True if the parameter names files, whose names may have any bytes."""
    annotation = getattr(descriptor, "annotation", None)
    is_path = isinstance(annotation, type) and issubclass(annotation, Path)
    return is_path or str(param.metavar).startswith("PATH")


def _name(param: Any) -> str:
    """How help calls a parameter."""
    named: str = param.opts[0] if param.opts[0].startswith("-") else param.metavar or param.name
    return named


def _require(param: Any, text: str, is_path: bool) -> None:
    """Raises UsageError for a value that is empty, as that of a variable that is not set, or odd.

    An empty path would be the folder that the program runs in: `publish "$UNSET"`.
    """
    if is_path:
        if not text:
            raise UsageError(f"{_name(param)} is empty, and names no file or folder.", "Name one.")
        return
    if not is_text(text):
        raise UsageError(
            f"{_name(param)} is no text in UTF-8: “{printable(text)}”.",
            "Only the name of a file may have other bytes.",
        )
    if not (text.strip() or _may_be_empty(param)):
        raise UsageError(
            f"{_name(param)} is empty.",
            "Give it a value; from a variable of the shell, see that it is set.",
        )


def _may_be_empty(param: Any) -> bool:
    """True if a value is any text (TEXT in the help), or is empty where none is given.

    What is no text, as a number or a choice, has an error message of its own.
    """
    annotation = getattr(getattr(param, "type_descriptor", None), "annotation", None)
    is_words = annotation is str or annotation == list[str]
    is_any = str(param.metavar).strip("[]…") == "TEXT"
    return not is_words or is_any or param.default == ""


class FastOption(TyperOption):
    """An option whose plainly right values are not sent through pydantic."""

    def process_value(self, ctx: Any, value: Any) -> Any:
        return _process(self, ctx, value, super().process_value)


class FastArgument(TyperArgument):
    """An argument whose plainly right values are not sent through pydantic."""

    def process_value(self, ctx: Any, value: Any) -> Any:
        return _process(self, ctx, value, super().process_value)


_FAST: dict[type, type] = {TyperOption: FastOption, TyperArgument: FastArgument}


class FastOptions:
    """Makes all parameters of a command or group fast, `--help` included."""

    def get_params(self, ctx: Any) -> Any:
        params = super().get_params(ctx)  # type: ignore[misc]
        for param in params:
            param.__class__ = _FAST.get(type(param), type(param))
        return params
