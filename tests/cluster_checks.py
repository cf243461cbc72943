"""`ingest --dask-scheduler`: a real cluster of two worker processes on this machine."""

from __future__ import annotations

import os
import pickle
import shutil
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from bad_files import BAD_FILES
from databases import ask
from distributed import Client, LocalCluster
from running import command, complaint, detainers, environment, python
from samples import ROOT
from test_jobs import dump, hears_interrupts, report
from test_sandbox import children_of

from detainer_cli.errors import CheckError, DetainersError, TooSlowError, UnreadableError


@pytest.fixture(scope="module")
def cluster() -> Iterator[LocalCluster]:
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("PYTHONPATH", str(ROOT))
        with LocalCluster(
            n_workers=2, threads_per_worker=1, dashboard_address=None, memory_limit=0
        ) as made:
            yield made


@pytest.fixture(scope="module")
def inbox(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Revisions of a week, the longest first, a copy, other weeks, and files that mean harm."""
    folder = tmp_path_factory.mktemp("given") / "inbox"
    folder.mkdir()
    report(folder / "a-long.pdf", 1, 60, 5)
    report(folder / "b-short.pdf", 2, 3, 5)
    shutil.copy(folder / "a-long.pdf", folder / "c-copy.pdf")
    for name in ("bomb-content", "looping-pages", "mutant-34", "unrelated"):
        (folder / f"d-{name}.pdf").write_bytes(BAD_FILES[name].make())
    for week in range(6, 12):
        report(folder / f"e-{week:02}.pdf", week, 20, week)
    return folder


def load(inbox: Path, db: Path, *options: object) -> subprocess.CompletedProcess[str]:
    return detainers("ingest", inbox, "--db", db, "--format", "json", *options)


@pytest.fixture(scope="module")
def local(
    inbox: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[subprocess.CompletedProcess[str], list[str]]:
    """What a load says that reads here, and what it leaves."""
    db = tmp_path_factory.mktemp("local") / "x.db"
    return load(inbox, db, "--jobs", 1), dump(db)


def test_a_cluster_gives_what_this_machine_gives(
    cluster: LocalCluster,
    inbox: Path,
    local: tuple[subprocess.CompletedProcess[str], list[str]],
    tmp_path: Path,
) -> None:
    """Limits included: a file that means harm is refused on a worker in the same words."""
    here, left = local
    run = load(inbox, tmp_path / "x.db", "--dask-scheduler", cluster.scheduler_address)
    assert (run.returncode, run.stdout, run.stderr) == (here.returncode, here.stdout, here.stderr)
    assert dump(tmp_path / "x.db") == left


def _workers(client: Client) -> dict[str, int]:
    """The addresses of the workers, and the process of each."""
    return {str(address): int(pid) for address, pid in client.run(os.getpid).items()}


def _reader_of(pids: dict[str, int], process: subprocess.Popen[str]) -> int:
    """A worker of which a child reads; the children are those that read here, too."""
    while process.poll() is None:
        for pid in pids.values():
            for child in children_of(pid):
                try:
                    line = Path(f"/proc/{child}/cmdline").read_bytes()
                except OSError:  # it has ended meanwhile
                    continue
                if b"detainer_cli.ingest.child" in line:
                    return pid
    raise AssertionError("no worker read in a child")


def test_a_worker_that_dies_is_replaced_and_its_file_read_again(
    cluster: LocalCluster,
    inbox: Path,
    local: tuple[subprocess.CompletedProcess[str], list[str]],
    tmp_path: Path,
) -> None:
    db = tmp_path / "x.db"
    address = cluster.scheduler_address
    with Client(address, set_as_default=False) as client:
        client.wait_for_workers(2)
        pids = _workers(client)
        asked = command(
            "ingest", inbox, "--db", db, "--format", "json", "--dask-scheduler", address
        )
        with subprocess.Popen(
            asked, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment()
        ) as process:
            killed = _reader_of(pids, process)
            os.kill(killed, signal.SIGKILL)
            out, err = process.communicate()
        client.wait_for_workers(2)
        assert killed not in _workers(client).values()
    here, left = local
    assert (process.returncode, out, err) == (here.returncode, here.stdout, here.stderr)
    assert dump(db) == left


def test_an_interrupted_load_goes_on_by_itself(
    cluster: LocalCluster, inbox: Path, tmp_path: Path
) -> None:
    db, address = tmp_path / "x.db", cluster.scheduler_address
    asked = command("ingest", inbox, "--db", db, "--verbose", "--dask-scheduler", address)
    with subprocess.Popen(
        asked, stderr=subprocess.PIPE, text=True, env=environment(), preexec_fn=hears_interrupts
    ) as process:
        assert process.stderr is not None
        assert ": loaded: " in process.stderr.readline()
        process.send_signal(signal.SIGINT)
        rest = process.stderr.read().splitlines()
    assert process.returncode == 130
    assert rest[-1].startswith("detainers: interrupted.")
    assert not any("Traceback" in line for line in rest)
    assert detainers("ingest", inbox, "--db", db, "--retry").returncode != 0
    assert ask(db, "SELECT count(*) FROM report_file") == [(8,)]


# ---------------------------------------------------------------- what is not there


def test_a_cluster_that_goes_ends_the_load(inbox: Path, tmp_path: Path) -> None:
    """Told once, with what was loaded before left whole; no file is held to blame."""
    db = tmp_path / "x.db"
    with LocalCluster(
        n_workers=1, threads_per_worker=1, dashboard_address=None, memory_limit=0
    ) as cluster:
        address = cluster.scheduler_address
        asked = command("ingest", inbox, "--db", db, "--verbose", "--dask-scheduler", address)
        process = subprocess.Popen(asked, stderr=subprocess.PIPE, text=True, env=environment())
        assert process.stderr is not None
        assert ": loaded: " in process.stderr.readline()
    with process:
        rest = process.stderr.read().splitlines()
    assert process.returncode == 6
    told = [line for line in rest if line.startswith("detainers: ")]
    assert f"the Dask cluster at {address} does not read any more" in told[-2]
    assert told[-1].endswith("were not loaded for the same reason.")
    assert not any("Traceback" in line for line in rest), "\n".join(rest)
    assert detainers("check", "--db", db).returncode == 0


@pytest.mark.parametrize(
    ("address", "code", "words"),
    [
        ("tcp://127.0.0.1:9", 6, "no Dask scheduler answers at tcp://127.0.0.1:9"),
        ("nonsense://x", 2, "is no address of a Dask scheduler"),
    ],
)
def test_a_scheduler_that_is_not_there(
    inbox: Path, tmp_path: Path, address: str, code: int, words: str
) -> None:
    run = detainers("ingest", inbox, "--db", tmp_path / "x.db", "--dask-scheduler", address)
    assert (run.returncode, run.stdout) == (code, "")
    assert words in complaint(run)
    assert list(tmp_path.iterdir()) == []


def test_without_the_extra_it_says_what_to_install(inbox: Path, tmp_path: Path) -> None:
    script = (
        "import sys; sys.modules['distributed'] = None\n"
        "from detainer_cli.cli import main\n"
        f"sys.argv = ['detainers', 'ingest', {str(inbox)!r}, '--db', {str(tmp_path / 'x.db')!r},"
        " '--dask-scheduler', 'tcp://x:1']\nmain()"
    )
    run = python("-c", script)
    assert run.returncode == 2
    assert "pip install 'detainer-cli[dask]'" in complaint(run)


def test_other_runs_load_nothing_of_dask(inbox: Path, tmp_path: Path) -> None:
    script = (
        "import sys; from detainer_cli.cli import main\n"
        f"sys.argv = ['detainers', 'ingest', {str(inbox / 'b-short.pdf')!r}, '--db',"
        f" {str(tmp_path / 'x.db')!r}]\n"
        "try: main()\nfinally: print(*(n for n in sys.modules if n in ('dask', 'distributed')))"
    )
    assert python("-c", script).stdout.strip() == ""


@pytest.mark.parametrize(
    "error",
    [
        UnreadableError("it is damaged.", "Download it again.", page=3),
        CheckError(message="two", details=("a", "b")),
        TooSlowError("it is slow.", file="a.pdf", row=4),
    ],
)
def test_an_error_travels_whole(error: DetainersError) -> None:
    again = pickle.loads(pickle.dumps(error))
    assert (type(again), again, again.details) == (type(error), error, error.details)
