"""The table of commands: each is made when it is asked for, from a module that bears its name."""

from __future__ import annotations

import pytest
from running import python

from detainer_cli.cli.app import COMMANDS, Detainers, LazyCommands

MODULES = sorted({f"detainer_cli.cli.{module}" for module in COMMANDS.values()})


def loaded_by(*args: str) -> tuple[list[str], str]:
    """The modules of commands that a run of `detainers ARGS` loads, and what it prints."""
    script = (
        "import runpy, sys\n"
        "sys.argv = ['detainers', *sys.argv[1:]]\n"
        "try: runpy.run_module('detainer_cli', run_name='__main__')\n"
        f"finally: print(*(n for n in {MODULES!r} if n in sys.modules), file=sys.stderr)"
    )
    run = python("-c", script, *args)
    return run.stderr.splitlines()[-1].split(), run.stdout


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_loads_its_own_module_alone(name: str) -> None:
    loaded, text = loaded_by(name, "--help")
    assert loaded == [f"detainer_cli.cli.{COMMANDS[name]}"]
    assert text.startswith(f"Usage: detainers {name} ")


@pytest.mark.parametrize("args", [["--version"], ["--help"], ["splt"], ["--nope"]])
def test_no_command_is_loaded_where_none_runs(args: list[str]) -> None:
    assert loaded_by(*args)[0] == []


def test_completion_of_a_name_loads_what_is_offered() -> None:
    commands = LazyCommands()
    group = Detainers(name="detainers")
    assert group.list_commands(None) == list(commands) == list(COMMANDS)
    assert len(commands) == len(COMMANDS)
    assert group.get_command(None, "splt") is None
    assert group.get_command(None, "split") is group.get_command(None, "split")


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_bears_its_name_and_stands_under_a_heading(name: str) -> None:
    command = LazyCommands()[name]
    assert command.name == name
    assert command.rich_help_panel
    assert COMMANDS[name] in {"answers", name}
