"""The README, docs/ and CONTRIBUTING: their commands run, their options and links are there."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import pytest
from running import detainers
from samples import ROOT, SAMPLES

REFERENCE = ROOT / "docs" / "commands.md"
"""What `--help` prints, command by command (`test_command_reference.py`)."""

PAGES = [
    *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")),
    *sorted(set((ROOT / "docs").glob("*.md")) - {REFERENCE}),
]
FENCE = re.compile(r"^ *```(\w*)\n(.*?)^ *```$", re.DOTALL | re.MULTILINE)
LINK = re.compile(r"\]\((?!https?:)([^)#]*)#?([^)]*)\)")


def prose(page: Path) -> str:
    """A page without its blocks of code."""
    return FENCE.sub("", page.read_text("utf-8"))


def typed(page: Path) -> list[str]:
    """The lines that a page tells its reader to type, without remarks."""
    blocks = (text for kind, text in FENCE.findall(page.read_text("utf-8")) if kind == "sh")
    return [line.partition(" #")[0].strip() for text in blocks for line in text.splitlines()]


def mentioned() -> list[str]:
    """Every command of ours that stands in a sentence, with its options."""
    known = " ".join(sorted(options_by_command()))
    found = {" ".join(code.split()) for page in PAGES for code in spans(page)}
    ours = {code for code in found if code.startswith("detainers ")}
    short = {f"detainers {c}" for c in found if " --" in c and c.split()[0] in known.split()}
    return sorted(ours | short)


def spans(page: Path) -> list[str]:
    """The pieces of code in the sentences of a page."""
    return re.findall(r"`([^`]+)`", prose(page))


def options_by_command() -> dict[str, set[str]]:
    """The options of each command, by its name without `detainers`."""
    parts = re.split(r"^## `detainers ?(.*)`$", REFERENCE.read_text("utf-8"), flags=re.MULTILINE)
    return {
        name: set(re.findall(r"--[a-z][a-z-]*", text))
        for name, text in zip(parts[1::2], parts[2::2], strict=True)
    }


SERVES = "detainers browse --open"
"""Runs until it is interrupted: started by `test_browse.py`."""


@pytest.mark.parametrize("page", ["README.md", "docs/using.md", "docs/browsing.md"])
def test_what_is_to_be_typed_runs(page: str, tmp_path: Path) -> None:
    """In its order, in one folder, as a reader would who has the reports."""
    shutil.copytree(SAMPLES, tmp_path / "inbox", ignore=shutil.ignore_patterns("*.[!p]*"))
    shutil.copy(min(SAMPLES.glob("*.pdf")), tmp_path / "report.pdf")
    shutil.copy(ROOT / "tests" / "narrative" / "n1.pdf", tmp_path / "quarterly.pdf")
    lines = [line for line in typed(ROOT / page) if line.startswith("detainers ")]
    assert len(lines) > 4
    if "ingest" not in lines[0]:
        assert detainers("ingest", "inbox", cwd=tmp_path).returncode == 0
    for line in (line for line in lines if line != SERVES):
        run = detainers(*shlex.split(line)[1:], cwd=tmp_path)
        assert run.returncode == 0, f"{line}: {run.stderr}"


@pytest.mark.parametrize("code", mentioned())
def test_what_a_sentence_names_is_there(code: str) -> None:
    known = options_by_command()
    words = code.split()[1:]
    name = next(name for n in (2, 1, 0) if (name := " ".join(words[:n])) in known)
    assert name, f"{code}: there is no such command"
    assert {word for word in words if word.startswith("--")} <= known[name]


def test_every_option_in_a_sentence_is_one_of_ours() -> None:
    every = set().union(*options_by_command().values())
    others = {"--peers", "--metadata", "--plugins-dir"}  # of `make corpus` and of Datasette
    told = {code.split()[0] for page in PAGES for code in spans(page) if code.startswith("--")}
    assert told - every == others


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_leads_somewhere(page: Path) -> None:
    for target, section in LINK.findall(prose(page)):
        path = (page.parent / target) if target else page
        assert path.exists(), f"{page.name}: {target}"
        if section:
            heads = re.findall(r"^#+ (.*)$", prose(path), re.MULTILINE)
            assert section in {re.sub(r"[^\w -]", "", h.lower()).replace(" ", "-") for h in heads}


def test_the_map_has_every_room() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    rows = "".join(re.findall(r"^\| (`.*?) \|", text, re.MULTILINE))
    here = (ROOT / "detainer_cli").iterdir()
    rooms = {p.name + "/" * p.is_dir() for p in here if p.is_dir() or p.suffix == ".py"}
    assert set(re.findall(r"`(.*?)`", rows)) == rooms - {
        "__init__.py",
        "__main__.py",
        "__pycache__/",
    }


def test_every_path_of_contributing_is_there() -> None:
    """Whatever is no pattern; those of the program are named from its own folder."""
    paths = {code for code in spans(ROOT / "CONTRIBUTING.md") if re.fullmatch(r"[\w./]+", code)}
    named = {path for path in paths if "/" in path and not re.search(r"(\b|_)(NAME|N)\b", path)}
    roots = (ROOT, ROOT / "detainer_cli")
    assert (
        {path for path in named if any((root / path).exists() for root in roots)} == named != set()
    )
