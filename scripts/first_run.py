"""Try ``make run`` as a newcomer would: Ready, a page, Ctrl-C; then once more, quickly.

    python -m scripts.first_run

Works in a folder and on a port of its own. Fails when the second start takes five seconds
or more, when the worker does no scheduled or sent work, when data is lost, or when anything
is left running.
"""

from __future__ import annotations

import http.client
import os
import re
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from scripts.with_services import free_port

ROOT = Path(__file__).resolve().parents[1]
FIRST_WITHIN, AGAIN_WITHIN = 300.0, 5.0
TRIES = 3
STOPS_WITHIN = 15.0
SCHEDULED_WITHIN = 40.0


def start(port: int, folder: Path) -> tuple[subprocess.Popen[str], float]:
    """``make run`` until it says Ready; how long that took."""
    began = time.monotonic()
    child = subprocess.Popen(
        ["make", "--no-print-directory", "run", f"PORT={port}", f"VAR_DIR={folder}"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    assert child.stdout is not None
    for line in child.stdout:
        sys.stdout.write(f"  | {line}")
        if line.strip() == f"Ready: http://127.0.0.1:{port}":
            return child, time.monotonic() - began
    sys.exit(f"make run ended with {child.wait()} and never said Ready")


def stop(child: subprocess.Popen[str]) -> None:
    os.killpg(child.pid, signal.SIGINT)  # as Ctrl-C does: to everyone at the terminal
    try:
        child.communicate(timeout=STOPS_WITHIN)
    except subprocess.TimeoutExpired:
        os.killpg(child.pid, signal.SIGKILL)
        sys.exit(f"make run was still there {STOPS_WITHIN:.0f} s after Ctrl-C")


def status(port: int, path: str) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request("GET", path)
    answer = connection.getresponse().status
    connection.close()
    return answer


def nobody_answers(port: int) -> bool:
    try:
        status(port, "/healthz")
    except OSError:
        return True
    return False


def scheduled_work_is_done(folder: Path) -> bool:
    log = folder / "logs" / "worker.log"
    deadline = time.monotonic() + SCHEDULED_WITHIN
    while time.monotonic() < deadline:
        if re.search(r"Task forum\.chat\.tasks\.keep_rooms\S* succeeded", log.read_text()):
            return True
        time.sleep(0.5)
    return False


def people(folder: Path) -> int:
    with sqlite3.connect(folder / "common-ground.sqlite3") as database:
        return int(database.execute("SELECT count(*) FROM accounts_user").fetchone()[0])


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="cg-first-run-") as name:
        folder, port = Path(name), free_port()
        child, first = start(port, folder)
        for path in ("/", "/healthz", "/readyz", "/forum/", "/groups/", "/rooms/"):
            if (answer := status(port, path)) != 200:
                stop(child)
                sys.exit(f"{path} answered {answer}")
        before = people(folder)
        if not scheduled_work_is_done(folder):
            stop(child)
            sys.exit("The worker did nothing of what recurs every ten seconds")
        stop(child)
        if not nobody_answers(port):
            sys.exit("Something still answers after Ctrl-C")
        again = float("inf")
        for _ in range(TRIES):  # another program may have had the machine for a moment
            child, took = start(port, folder)
            after = people(folder)
            stop(child)
            again = min(again, took)
            if again < AGAIN_WITHIN:
                break
        print(f"Ready after {first:.1f} s, and the second time after {again:.1f} s")
        if first > FIRST_WITHIN or again >= AGAIN_WITHIN:
            sys.exit(f"Too slow: at most {FIRST_WITHIN:.0f} s, then under {AGAIN_WITHIN:.0f} s")
        if not 0 < before == after:
            sys.exit(f"There were {before} people, and after the second start {after}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
