"""The libraries of the extra `charts`, loaded where they are used."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from detainer_cli.errors import UsageError

if TYPE_CHECKING:
    from types import ModuleType


def vega_lite() -> str:
    """The version of Vega-Lite whose schema Altair has, as vl-convert calls it: `6.4`."""
    version: str = altair().SCHEMA_VERSION
    return ".".join(version.removeprefix("v").split(".")[:2])


def altair() -> Any:
    """The library that builds specifications. Raises UsageError if it is not installed."""
    try:
        import altair
    except ImportError as error:
        raise _missing("altair", error) from None
    return altair


def vl_convert() -> ModuleType:
    """The library that draws them. Raises UsageError if it is not installed."""
    try:
        import vl_convert
    except ImportError as error:
        raise _missing("vl-convert-python", error) from None
    _register_font(vl_convert)
    return vl_convert


@cache
def _register_font(vl_convert: ModuleType) -> None:
    vl_convert.register_font_directory(str(Path(__file__).with_name("fonts")))


def specification(chart: Any, data: Mapping[str, object] | None = None) -> dict[str, Any]:
    """A chart of Altair as Vega-Lite, held against its schema, with all data in it.

    `data` are values that stand in the chart by a name alone (`alt.NamedData`), for they are too
    large to be held against the schema.
    """
    with altair().data_transformers.enable("default", consolidate_datasets=False):
        made: dict[str, Any] = chart.to_dict()
    _put(made, data or {})
    return made


def _put(part: Any, data: Mapping[str, object]) -> None:
    """Puts values in the place of their names, wherever in a specification these are."""
    if isinstance(part, list):
        for one in part:
            _put(one, data)
    elif isinstance(part, dict):
        source = part.get("data")
        if isinstance(source, dict) and source.get("name") in data:
            source["values"] = data[source.pop("name")]
        for name, one in part.items():
            if name not in ("data", "datasets"):
                _put(one, data)


def _missing(name: str, error: ImportError) -> UsageError:
    return UsageError(
        f"a chart needs {name}, which cannot be loaded ({error}).",
        "Install it: pip install 'detainer-cli[charts]'",
    )
