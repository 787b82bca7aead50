"""The launcher on machines that lack something, with stand-ins for Python, apt-get and Tesseract."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parents[1]
MEND = "apt-get update; apt-get install --yes tesseract-ocr tesseract-ocr-pol"

# Notes how it was called. "-m venv" makes an environment whose Python is this script again.
FAKE_PYTHON = """\
#!/bin/sh
printf '%s\\n' "python $*" >>"$LOG"
case "$*" in
*"sys.version_info"*) echo "$0"; exit "${PYTHON_TOO_OLD:-0}" ;;
*"import ensurepip"*) [ -e "$MACHINE/ensurepip" ] ;;
*"-m venv"*) for folder; do :; done; mkdir -p "$folder/bin" && cp "$0" "$folder/bin/python" ;;
*"-m pip --version") [ ! -e "$MACHINE/broken pip" ] ;;
*"-m pip install"*)
    [ ! -e "$MACHINE/slow" ] || sleep 2
    [ ! -e "$MACHINE/offline" ] || { echo "pip: no network"; exit 1; } ;;
*"ingest.doctor --tesseract") [ -e "$MACHINE/tesseract" ] || { echo "$MEND"; exit 3; } ;;
*"-m ingest "*) for argument; do printf '[%s]\\n' "$argument"; done; exit 7 ;;
esac
"""
FAKE_APT = """\
#!/bin/sh
echo "apt-get $*" >>"$LOG"
[ ! -e "$MACHINE/no packages" ] || { echo "E: no network"; exit 100; }
case "$*" in
*tesseract*) touch "$MACHINE/tesseract" ;;
*venv*) touch "$MACHINE/ensurepip" ;;
esac
"""


class Machine(NamedTuple):
    """A clone of the project, a PATH with stand-ins, and what is installed (files in ``state``)."""

    clone: Path
    bin: Path
    state: Path
    log: Path

    def add(self, name: str, script: str) -> None:
        path = self.bin / name
        path.write_text(script)
        path.chmod(0o755)

    def run(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        self.log.write_text("")
        variables = {"PATH": str(self.bin), "LOG": str(self.log), "MACHINE": str(self.state), "MEND": MEND}
        return subprocess.run(
            [str(self.clone / "wizytownik"), *arguments],
            env=variables | environment,
            capture_output=True,
            text=True,
            check=False,
            cwd=self.state,
        )

    def calls(self) -> str:
        return self.log.read_text()


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    """Python, its venv module and Tesseract are there; the clone's path has spaces and Polish letters."""
    made = Machine(
        tmp_path / "moje wizytówki" / "clone", tmp_path / "bin", tmp_path / "state", tmp_path / "log"
    )
    for folder in (made.clone, made.bin, made.state):
        folder.mkdir(parents=True)
    for name in ("wizytownik", "requirements.lock", "requirements-dev.lock"):
        shutil.copy(ROOT / name, made.clone / name)
    for tool in ("sh", "cat", "cksum", "dirname", "basename", "mkdir", "cp", "touch", "env", "rm", "sleep"):
        (made.bin / tool).symlink_to(str(shutil.which(tool)))
    made.add("python3", FAKE_PYTHON)
    made.add("apt-get", FAKE_APT)
    made.add("id", "#!/bin/sh\necho 0\n")
    (made.state / "ensurepip").touch()
    (made.state / "tesseract").touch()
    return made


def test_first_call_sets_up_and_runs_the_command(machine: Machine) -> None:
    """An environment from the lock; the program gets its arguments as typed; its exit code is kept."""
    done = machine.run("scan", "zdjęcia z targów", "-o", "a b.xlsx", "")
    assert "--require-hashes --requirement" in machine.calls()
    assert done.stdout.splitlines() == [
        "[-P]",
        "[-m]",
        "[ingest]",
        "[scan]",
        "[zdjęcia z targów]",
        "[-o]",
        "[a b.xlsx]",
        "[]",
    ]
    assert done.returncode == 7
    assert "installing the Python libraries of requirements.lock" in done.stderr


def test_second_call_does_nothing_but_run(machine: Machine) -> None:
    """No set-up work, not even a look."""
    machine.run("--help")
    done = machine.run("--help")
    assert machine.calls() == "python -P -m ingest --help\n"
    assert done.stderr == ""


def test_two_first_calls_at_once(machine: Machine) -> None:
    """The second waits for the first and finds everything done."""
    (machine.state / "slow").touch()
    with ThreadPoolExecutor() as pool:
        done = list(pool.map(lambda _: machine.run("--help"), range(2)))
    assert [call.returncode for call in done] == [7, 7]
    assert machine.calls().count("pip install") == 1
    assert not (machine.clone / ".venv.lock").exists()


@pytest.mark.parametrize("owner", ["4194305", ""])  # above every process number; killed before it was written
def test_a_lock_left_by_a_killed_call_stops_nobody(machine: Machine, owner: str) -> None:
    """Its owner is gone, or never wrote its number."""
    (machine.clone / ".venv.lock").mkdir()
    if owner:
        (machine.clone / ".venv.lock" / "owner").write_text(owner)
    assert machine.run("--help").returncode == 7
    assert not (machine.clone / ".venv.lock").exists()


def test_a_moved_folder_is_still_set_up(machine: Machine) -> None:
    """Nothing in the environment depends on where it stands."""
    machine.run("--help")
    moved = machine._replace(clone=machine.clone.rename(machine.clone.with_name("elsewhere")))
    moved.run("--help")
    assert moved.calls() == "python -P -m ingest --help\n"


def test_a_changed_lock_is_installed(machine: Machine) -> None:
    """After an update of the clone the libraries follow."""
    machine.run("--help")
    with (machine.clone / "requirements.lock").open("a") as lock:
        lock.write("# changed\n")
    machine.run("--help")
    assert "pip install" in machine.calls()
    assert "-m venv" not in machine.calls()


def test_an_interrupted_set_up_is_done_again(machine: Machine) -> None:
    """The stamp is written last; an environment without it is not trusted, one without pip is made anew."""
    (machine.state / "offline").touch()
    done = machine.run("--help")
    assert done.returncode == 3
    assert "could not be installed" in done.stderr
    assert "pip: no network" in done.stderr
    (machine.state / "offline").unlink()
    (machine.state / "broken pip").touch()
    machine.run("--help")
    assert "-m venv --clear" in machine.calls()
    machine.run("--help")
    assert "pip install" not in machine.calls()


def test_root_gets_tesseract_installed_and_is_told_first(machine: Machine) -> None:
    """The command of the doctor is shown and run."""
    (machine.state / "tesseract").unlink()
    done = machine.run("--help")
    assert f"running: {MEND}" in done.stderr
    assert "apt-get install --yes tesseract-ocr tesseract-ocr-pol" in machine.calls()
    assert done.returncode == 7


def test_missing_tesseract_does_not_stop_what_works_without_it(machine: Machine) -> None:
    """Where it cannot be installed one sentence says what to do by hand, each time until it is there."""
    (machine.state / "tesseract").unlink()
    for _ in range(2):
        done = machine.run("--help", MEND=f'su -c "{MEND}"')
        assert done.stderr.splitlines()[-1].endswith(f'please install it yourself: su -c "{MEND}"')
        assert done.returncode == 7
    assert "apt-get" not in machine.calls()


def test_a_failing_package_manager_is_shown_and_survived(machine: Machine) -> None:
    """Its own words, then what to do by hand, then the command all the same."""
    (machine.state / "tesseract").unlink()
    (machine.state / "no packages").touch()
    done = machine.run("--help")
    assert "E: no network" in done.stderr
    assert "please install it yourself" in done.stderr
    assert done.returncode == 7


def test_debian_python_without_venv_gets_it(machine: Machine) -> None:
    """Debian keeps python3-venv in a package of its own, named after the Python."""
    (machine.state / "ensurepip").unlink()
    done = machine.run("--help")
    assert "apt-get install --yes --no-install-recommends python3-venv" in machine.calls()
    assert done.returncode == 7


def test_without_rights_the_missing_package_is_named(machine: Machine) -> None:
    """No root and no sudo: nothing is tried."""
    (machine.state / "ensurepip").unlink()
    machine.add("id", "#!/bin/sh\necho 1000\n")
    done = machine.run("--help")
    assert done.returncode == 3
    assert "please install the package python3-venv and call again." in done.stderr
    assert "apt-get" not in machine.calls()


def test_with_sudo_packages_are_installed_through_it(machine: Machine) -> None:
    """And it is said."""
    (machine.state / "ensurepip").unlink()
    machine.add("id", "#!/bin/sh\necho 1000\n")
    machine.add("sudo", '#!/bin/sh\necho "sudo $*" >>"$LOG"\nexec "$@"\n')
    done = machine.run("--help")
    assert "installing with sudo apt-get: python3-venv" in done.stderr
    assert "sudo env DEBIAN_FRONTEND=noninteractive apt-get install" in machine.calls()
    assert done.returncode == 7


def test_an_old_python_is_refused_in_one_sentence(machine: Machine) -> None:
    """Exit code 3, and what to install."""
    done = machine.run("--help", PYTHON_TOO_OLD="1")
    assert done.returncode == 3
    assert done.stderr.startswith("wizytownik: Python 3.11 or newer is needed")
    assert done.stdout == ""


def test_other_peoples_python_settings_do_not_lead_astray(machine: Machine) -> None:
    """PYTHONPATH and PYTHONHOME of the shell are not passed on."""
    machine.add(
        "python3", FAKE_PYTHON.replace("case", 'echo "path=$PYTHONPATH home=$PYTHONHOME" >>"$LOG"\ncase', 1)
    )
    machine.run("--help", PYTHONPATH="/elsewhere", PYTHONHOME="/elsewhere")
    assert "elsewhere" not in machine.calls()


def test_test_runs_all_three_checks_and_passes_arguments_on(machine: Machine) -> None:
    """ruff, mypy and pytest run even where one fails; pytest is last, with the further arguments."""
    machine.add(
        "python3",
        FAKE_PYTHON.replace('case "$*" in', 'case "$*" in *"ruff check"*) exit 1 ;; esac\ncase "$*" in', 1),
    )
    done = machine.run("test", "-k", "two words")
    calls = machine.calls().splitlines()
    assert calls[-3:] == [
        "python -P -m ruff check .",
        "python -P -m mypy",
        "python -P -m pytest -k two words",
    ]
    assert done.returncode == 1
    assert machine.run("test").returncode == 1
    assert "pip install" not in machine.calls()


@pytest.mark.skipif(
    not (ROOT / ".venv" / "stamp").exists(), reason="this clone was not set up by the launcher"
)
def test_start_is_as_quick_as_the_plain_program() -> None:
    """The second call starts within half a second of the program itself."""

    def seconds(*command: str) -> float:
        start = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True, cwd=ROOT)
        return time.perf_counter() - start

    plain = min(seconds(str(ROOT / ".venv/bin/python"), "-P", "-m", "ingest", "--version") for _ in range(3))
    launched = min(seconds(str(ROOT / "wizytownik"), "--version") for _ in range(3))
    assert launched - plain < 0.5


def test_ci_runs_the_same_checks() -> None:
    """One command checks everything, here and there."""
    assert 'wizytownik" test' in (ROOT / ".ci" / "run").read_text()
    assert os.access(ROOT / "wizytownik", os.X_OK)


def test_the_locks_agree_and_name_no_address() -> None:
    """Names, versions and hashes only; the tests run on the versions that people get."""
    locks = [(ROOT / name).read_text() for name in ("requirements.lock", "requirements-dev.lock")]
    run, dev = ({line.split()[0] for line in lock.splitlines() if "==" in line} for lock in locks)
    assert run <= dev
    assert not any(mark in lock for lock in locks for mark in ("://", "index-url", "file:"))
    for lock in locks:
        requirements = lock.replace("\\\n", "").splitlines()
        assert all("--hash=sha256:" in line for line in requirements if line.strip())


def test_the_locks_hold_every_dependency() -> None:
    """A dependency added to pyproject.toml without a new lock shows here; .ci/lock writes the locks."""
    import tomllib

    from packaging.requirements import Requirement
    from packaging.utils import canonicalize_name

    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    extras = project["optional-dependencies"]
    needed = {
        "requirements.lock": project["dependencies"] + extras["second-reader"],
        "requirements-dev.lock": sum(extras.values(), project["dependencies"]),
    }
    for name, requirements in needed.items():
        pins = [
            Requirement(line.rstrip(" \\")) for line in (ROOT / name).read_text().splitlines() if "==" in line
        ]
        for requirement in map(Requirement, requirements):
            versions = [
                specifier.version
                for pin in pins
                if canonicalize_name(pin.name) == canonicalize_name(requirement.name)
                for specifier in pin.specifier
            ]
            assert versions, f"{requirement} is not in {name}: run .ci/lock"
            assert all(version in requirement.specifier for version in versions)
