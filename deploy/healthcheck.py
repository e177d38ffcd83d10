"""What a container asks of itself. Ends with 0 when the program in it does its work.

    healthcheck.py http PORT        the entrance answers /healthz
    healthcheck.py worker           this host's worker answers a ping
    healthcheck.py beat FILE        the timetable was written within the last ten minutes

The standard library only, but for the worker's ping: it runs every few seconds.
"""

import http.client
import os
import socket
import subprocess
import sys
import time
from pathlib import Path

BEAT_SAVES_WITHIN = 600  # seconds; Celery's beat saves every three minutes


def http_answers(port: str) -> bool:
    # Django answers only to its own names.
    host = os.environ.get("ALLOWED_HOSTS", "localhost").split(",")[0].lstrip(".")
    connection = http.client.HTTPConnection("127.0.0.1", int(port), timeout=4)
    connection.request("GET", "/healthz", headers={"Host": host})
    return connection.getresponse().status == 200


def worker_answers() -> bool:
    name = f"worker@{socket.gethostname()}"
    command = ["celery", "-A", "community", "inspect", "ping", "--timeout", "10", "-d", name]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0  # noqa: S603


def beat_saves(schedule: str) -> bool:
    # The shelve module may add an ending of its own.
    files = Path(schedule).parent.glob(Path(schedule).name + "*")
    return any(time.time() - each.stat().st_mtime < BEAT_SAVES_WITHIN for each in files)


def main(kind: str, *rest: str) -> int:
    checks = {"http": http_answers, "worker": worker_answers, "beat": beat_saves}
    try:
        return 0 if checks[kind](*rest) else 1
    except OSError as problem:
        sys.stderr.write(f"{problem}\n")
        return 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
