"""``make run``: the launcher's promises that need no site behind them."""

import fcntl
import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from community import launch

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture
def place(tmp_path):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    made = launch.Place(port, tmp_path / "var")
    made.make_folders()
    return made


def program(place, code: str) -> launch.Program:
    return launch.Program("site", [sys.executable, "-c", code], place)


def run_launcher(**environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-P", str(ROOT / "community" / "launch.py")],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=30,
    )


@pytest.mark.parametrize("port", ["eighty", "0", "65536", "-1", "80 "])
def test_a_port_that_is_no_port_is_named(port, tmp_path):
    done = run_launcher(PORT=port, VAR_DIR=str(tmp_path))

    assert done.returncode == 1
    assert "PORT must be a number" in done.stdout
    assert "Traceback" not in done.stdout + done.stderr


def test_a_port_in_use_is_said_plainly(tmp_path):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]

        done = run_launcher(PORT=str(port), VAR_DIR=str(tmp_path / "var"))

    assert done.returncode == 1
    assert f"Port {port} is in use" in done.stdout
    assert f"make run PORT={port + 1}" in done.stdout
    assert "Traceback" not in done.stdout + done.stderr


def test_a_second_launcher_on_the_same_folder_is_refused(place):
    with (place.var / "launcher.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)

        done = run_launcher(PORT=str(place.port), VAR_DIR=str(place.var))

    assert done.returncode == 1
    assert "already running" in done.stdout


def test_a_folder_that_cannot_be_made_is_named(tmp_path):
    (tmp_path / "file").write_text("")

    done = run_launcher(PORT="8199", VAR_DIR=str(tmp_path / "file" / "var"))

    assert done.returncode == 1
    assert f"Cannot write in {tmp_path / 'file' / 'var'}" in done.stdout


def test_the_launcher_itself_loads_no_framework():
    code = "import runpy, sys; runpy.run_path('community/launch.py', run_name='x');"
    code += "print([m for m in ('django', 'celery', 'wagtail') if m in sys.modules])"

    done = subprocess.run(
        [sys.executable, "-P", "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )

    assert done.stdout.strip() == "[]"


def test_work_is_done_once_and_again_only_when_something_changed(place, monkeypatch):
    commands = []

    def manage(where, *command):
        commands.append(command[0])
        (where.var / "common-ground.sqlite3").touch()

    monkeypatch.setattr(launch, "manage", manage)
    monkeypatch.delenv("DATABASE_URL", raising=False)
    wanted = {"database": "a", "migrations": "1", "demo": "1"}
    monkeypatch.setattr(launch, "wanted_stamps", lambda: dict(wanted))

    launch.prepare(place)
    assert commands == ["migrate", "load_demo"]

    launch.prepare(place)
    assert commands == ["migrate", "load_demo"]

    wanted["migrations"] = "2"
    launch.prepare(place)
    assert commands == ["migrate", "load_demo", "migrate"]

    (place.var / "common-ground.sqlite3").unlink()
    launch.prepare(place)
    assert commands[-2:] == ["migrate", "load_demo"]

    wanted["database"] = "b"
    launch.prepare(place)
    assert commands[-2:] == ["migrate", "load_demo"]
    assert len(commands) == 7


def test_a_failed_preparation_is_done_again(place, monkeypatch):
    def fail(where, *command):
        raise launch.CannotStart("no")

    monkeypatch.setattr(launch, "manage", fail)

    with pytest.raises(launch.CannotStart):
        launch.prepare(place)

    assert not (place.var / "prepared.json").exists()


def test_a_damaged_record_is_read_as_nothing_done(place, monkeypatch):
    (place.var / "prepared.json").write_text("{half")
    (place.var / "common-ground.sqlite3").touch()
    done = []
    monkeypatch.setattr(launch, "manage", lambda where, *command: done.append(command[0]))

    launch.prepare(place)

    assert done == ["migrate", "load_demo"]
    assert json.loads((place.var / "prepared.json").read_text()) == launch.wanted_stamps()


def test_a_child_that_dies_is_reported_with_its_last_words(place):
    child = program(place, "import sys; print('the reason', file=sys.stderr); sys.exit(3)")
    child.process.wait(10)

    with pytest.raises(
        launch.CannotStart, match=r"(?s)site ended by itself \(code 3\).*the reason"
    ):
        launch.check_all_alive([child])


def test_stopping_ends_the_child_and_whatever_it_started(place):
    code = (
        "import subprocess, sys, time;"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)']);"
        "print(child.pid, file=sys.stderr, flush=True); time.sleep(60)"
    )
    parent = program(place, code)
    deadline = time.monotonic() + 10
    while not parent.log.read_text().strip() and time.monotonic() < deadline:
        time.sleep(0.02)
    grandchild = int(parent.log.read_text())

    launch.end([parent.process])

    assert parent.ended
    assert gone(grandchild)


def gone(pid: int) -> bool:
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline:
        state = Path(f"/proc/{pid}/stat")
        if Path("/proc").is_dir():
            if not state.exists() or state.read_text().rsplit(")", 1)[1].split()[0] == "Z":
                return True
        else:
            try:
                os.kill(pid, 0)
            except ProcessLookupError:
                return True
        time.sleep(0.05)
    return False


def test_a_child_that_will_not_stop_is_made_to(place, monkeypatch):
    monkeypatch.setattr(launch, "GRACE", 0.3)
    code = "import signal, sys, time; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
    code += "print('deaf', file=sys.stderr, flush=True); time.sleep(60)"
    deaf = program(place, code)
    while not deaf.log.read_text():
        time.sleep(0.02)

    launch.end([deaf.process])

    assert deaf.process.returncode == -signal.SIGKILL


def test_work_that_a_crash_left_half_done_waits_again(place, monkeypatch):
    (place.taken / "1-a.celery.msg").write_text("{}")
    monkeypatch.setattr(launch, "Program", lambda name, command, where: command)

    launch.start_worker(place)

    assert [each.name for each in place.queue.iterdir()] == ["1-a.celery.msg"]


def test_a_log_from_the_run_before_is_kept(place):
    program(place, "import sys; print('first', file=sys.stderr)").process.wait()
    program(place, "import sys; print('second', file=sys.stderr)").process.wait()

    assert (place.logs / "site.previous.log").read_text() == "first\n"
    assert (place.logs / "site.log").read_text() == "second\n"
