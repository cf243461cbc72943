"""Builds the wheel and the source archive, and runs the demo from the wheel, installed apart."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import venv
import zipfile
from pathlib import Path

ROOT = Path(__file__).parent.parent
DIST = ROOT / "dist"


def run(*command: object, cwd: Path = ROOT) -> str:
    """The output of a command that must succeed, without this tree on Python's path."""
    environment = {k: v for k, v in os.environ.items() if k not in {"PYTHONPATH", "DETAINERS_DB"}}
    done = subprocess.run(
        list(map(str, command)), cwd=cwd, env=environment, check=True, text=True, stdout=-1
    )
    return str(done.stdout)


def compare(wheel: Path, archive: Path) -> None:
    """Ends the run if either holds other files of the package than this tree, or any tests."""
    package = (path for path in (ROOT / "detainer_cli").rglob("*") if path.is_file())
    ours = {
        path.relative_to(ROOT).as_posix() for path in package if "__pycache__" not in path.parts
    }
    with zipfile.ZipFile(wheel) as file:
        shipped = {name for name in file.namelist() if ".dist-info/" not in name}
    with tarfile.open(archive) as members:
        names = {member.name.partition("/")[2] for member in members if member.isfile()}
    sources = {name for name in names if name.startswith(("detainer_cli/", "tests/"))}
    for path, found in ((wheel, shipped), (archive, sources)):
        if wrong := sorted(ours ^ found):
            sys.exit(f"{path.name} and the tree differ in {', '.join(wrong)}")


def main() -> None:
    """Builds, installs and tries; raises CalledProcessError where a step fails."""
    shutil.rmtree(DIST, ignore_errors=True)
    run(sys.executable, "-m", "build", "--outdir", DIST, ROOT)
    (wheel,) = DIST.glob("*.whl")
    (archive,) = DIST.glob("*.tar.gz")
    compare(wheel, archive)
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        venv.create(place / "env", with_pip=True)
        scripts = place / "env" / ("Scripts" if os.name == "nt" else "bin")
        run(scripts / "python", "-m", "pip", "install", "--quiet", wheel)
        detainers = scripts / "detainers"
        reports = sorted((ROOT / "sample_reports").glob("*.pdf"))
        run(detainers, "ingest", *reports, "--db", "demo.db", cwd=place)
        for question in (["top-counties", "--week"], ["split", "--week"], ["check"]):
            print(run(detainers, *question, "--db", "demo.db", cwd=place))
        version = run(detainers, "--version", cwd=place).split()[-1]
    if f"-{version}-" not in wheel.name or f"-{version}." not in archive.name:
        sys.exit(f"the program says {version}, and the files are {wheel.name}, {archive.name}")
    print(f"{wheel.name} and {archive.name}: the demo runs from the wheel.")


if __name__ == "__main__":
    main()
