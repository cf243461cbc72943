"""Builds the wheel and the source archive, and runs the demo from the wheel, installed apart."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import venv
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


def main() -> None:
    """Builds, installs and tries; raises CalledProcessError where a step fails."""
    shutil.rmtree(DIST, ignore_errors=True)
    run(sys.executable, "-m", "build", "--outdir", DIST, ROOT)
    (wheel,) = DIST.glob("*.whl")
    (archive,) = DIST.glob("*.tar.gz")
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
