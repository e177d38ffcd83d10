"""Start every service of docker-compose.yml for real, without Docker, and use it.

    python -m scripts.smoke

The commands are the ones in the file, word for word, with its variables set to this machine's
free ports; the settings are production's, filled from ``.env.example``; PostgreSQL and Redis
are throw-away ones. Each service must come up, do its work, answer its own health check, and
stop when it is told to. The proxy is a real nginx with the real configuration in front of the
two entrances. Prints one line a check; ends with 1 if any failed or could not be made.
"""

from __future__ import annotations

import base64
import contextlib
import http.client
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from scripts import compose
from scripts.with_services import Missing, find_program, free_port, postgresql

ROOT = Path(__file__).resolve().parents[1]
HOST = "localhost"
ORIGIN = f"https://{HOST}"
STARTS_WITHIN = 60.0
STOPS_WITHIN = 20.0


class Failed(Exception):
    """What was seen instead of what must be."""


def say(line: str) -> None:
    print(line, flush=True)


def must(truth: object, message: str) -> None:
    if not truth:
        raise Failed(message)


class Smoke:
    """The services, their environment, and what each must show."""

    def __init__(self, folder: Path, database_url: str) -> None:
        self.folder = folder
        self.ports = {name: free_port() for name in ("web", "live", "redis", "proxy")}
        self.environment = self.production_environment(database_url)
        self.file = compose.load(self.environment)
        self.programs: dict[str, subprocess.Popen[bytes]] = {}
        self.failures: list[str] = []
        self.shown: set[str] = set()
        self.checks = 0

    def production_environment(self, database_url: str) -> dict[str, str]:
        outside = {
            name: os.environ[name] for name in ("HOME", "LANG", "TMPDIR") if name in os.environ
        }
        bin_folder = str(Path(sys.executable).parent)
        return {
            **outside,
            **compose.read_env_file(ROOT / ".env.example"),
            "PATH": bin_folder + os.pathsep + os.environ["PATH"],
            "SECRET_KEY": base64.b64encode(os.urandom(60)).decode(),
            "ALLOWED_HOSTS": HOST,
            "CSRF_TRUSTED_ORIGINS": ORIGIN,
            "BASE_URL": ORIGIN,
            "POSTGRES_PASSWORD": "unused",
            "DATABASE_URL": database_url,
            "REDIS_URL": f"redis://127.0.0.1:{self.ports['redis']}/0",
            "WEB_PORT": str(self.ports["web"]),
            "LIVE_PORT": str(self.ports["live"]),
            "REDIS_PORT": str(self.ports["redis"]),
            "REDIS_DIR": str(self.folder),
            "BEAT_SCHEDULE": str(self.folder / "beat-schedule"),
            # As the Dockerfile sets them.
            "DJANGO_SETTINGS_MODULE": "community.settings.production",
            "STATIC_ROOT": str(self.folder / "static"),
            "VAR_DIR": str(self.folder / "var"),
            "PYTHONUNBUFFERED": "1",
        }

    # --- Starting and asking --------------------------------------------------------------
    def log(self, name: str) -> Path:
        return self.folder / f"{name}.log"

    def command(self, name: str) -> list[str]:
        return compose.arguments(self.file["services"][name]["command"])

    def start(self, name: str, command: list[str] | None = None) -> None:
        with self.log(name).open("wb") as words:
            self.programs[name] = subprocess.Popen(
                command or self.command(name),
                cwd=ROOT,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=words,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def run(self, command: list[str]) -> None:
        done = subprocess.run(
            command, cwd=ROOT, env=self.environment, capture_output=True, text=True, check=False
        )
        must(done.returncode == 0, f"{' '.join(command)}\n{(done.stdout + done.stderr)[-3000:]}")

    def check(self, name: str, what: str, test: Callable[[], object], *, within: float = 0) -> None:
        """Run ``test`` until it passes, at most ``within`` seconds."""
        self.checks += 1
        began = time.monotonic()
        while True:
            try:
                test()
            except (Failed, OSError, http.client.HTTPException) as problem:
                program = self.programs.get(name)
                dead = program is not None and program.poll() is not None
                if not dead and time.monotonic() - began < within:
                    time.sleep(0.1)
                    continue
                self.failures.append(f"{name}: {what}")
                say(f"  FAIL  {name:8} {what}: {problem!r}" + (" (it ended)" if dead else ""))
                self.show_log(name)
                return
            say(f"  ok    {name:8} {what} ({time.monotonic() - began:.1f} s)")
            return

    def show_log(self, name: str) -> None:
        """A service's last words, once."""
        if name not in self.shown and self.log(name).is_file():
            say(self.log(name).read_text(errors="replace")[-3000:])
            self.shown.add(name)

    def get(self, port: int, path: str, *, direct: bool = True) -> http.client.HTTPResponse:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        headers = {"Host": HOST}
        if direct:  # what the proxy would say
            headers |= {"X-Forwarded-Proto": "https", "X-Real-IP": "127.0.0.1"}
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        answer.body = answer.read()  # type: ignore[attr-defined]
        connection.close()
        return answer

    def page(self, port: int, path: str, status: int = 200, *, direct: bool = True) -> Any:
        answer = self.get(port, path, direct=direct)
        must(answer.status == status, f"{path} answered {answer.status}, not {status}")
        return answer

    def handshake(self, port: int, origin: str) -> int:
        """Ask for a socket as a browser would; the status of the answer."""
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        key = base64.b64encode(os.urandom(16)).decode()
        headers = {"Host": HOST, "Origin": origin, "Connection": "Upgrade", "Upgrade": "websocket"}
        headers |= {"Sec-WebSocket-Key": key, "Sec-WebSocket-Version": "13"}
        connection.request("GET", "/ws/rooms/no-such-room/", headers=headers)
        status = connection.getresponse().status
        connection.close()
        return status

    # --- The services -----------------------------------------------------------------------
    def run_redis(self) -> None:
        find_program("redis-server", "redis-server")
        self.start("redis")

        def pings() -> None:
            with socket.create_connection(("127.0.0.1", self.ports["redis"]), 2) as line:
                line.sendall(b"PING\r\n")
                must(line.recv(7) == b"+PONG\r\n", "no PONG")

        self.check("redis", "answers PING", pings, within=10)

    def run_migrate(self) -> None:
        prepare = self.command("migrate")
        self.check("migrate", "applies migrations, makes opening pages", lambda: self.run(prepare))
        collect = ["python", "manage.py", "collectstatic", "--noinput", "--verbosity=0"]
        self.check("image", "collects static files, as its build does", lambda: self.run(collect))

    def run_web(self) -> None:
        self.start("web")
        port = self.ports["web"]
        self.check("web", "/healthz", lambda: self.page(port, "/healthz"), within=STARTS_WITHIN)
        self.check("web", "/readyz", lambda: self.page(port, "/readyz"), within=5)
        for path in ("/", "/groups/", "/forum/", "/urgent-help/"):
            self.check("web", path, lambda path=path: self.page(port, path))
        self.check("web", "a static file, by its hashed name", lambda: self.static_file(port))
        self.check("web", "plain HTTP is sent to HTTPS", lambda: self.redirected(port))

    def redirected(self, port: int) -> None:
        answer = self.get(port, "/forum/", direct=False)
        target = answer.getheader("Location", "")
        must(answer.status == 301 and target.startswith("https://"), f"{answer.status} {target}")

    def static_file(self, port: int, *, direct: bool = True) -> None:
        manifest = json.loads((self.folder / "static" / "staticfiles.json").read_text())
        name = next(each for each in manifest["paths"].values() if each.endswith(".css"))
        answer = self.page(port, f"/static/{name}", direct=direct)
        age = answer.getheader("Cache-Control", "")
        must("immutable" in age, f"Cache-Control is {age!r}")

    def run_live(self) -> None:
        self.start("live")
        port = self.ports["live"]
        self.check("live", "/healthz", lambda: self.page(port, "/healthz"), within=STARTS_WITHIN)
        self.check("live", "takes a socket from our own page", lambda: self.socket_taken(port))
        self.check("live", "refuses a socket from elsewhere", lambda: self.socket_refused(port))

    def socket_taken(self, port: int) -> None:
        status = self.handshake(port, ORIGIN)
        must(status == 101, f"the handshake was answered with {status}")

    def socket_refused(self, port: int) -> None:
        status = self.handshake(port, "https://elsewhere.example")
        must(status == 403, f"the handshake was answered with {status}")

    def run_worker_and_beat(self) -> None:
        self.start("worker")
        self.start("beat")
        ping = ["celery", "-A", "community", "inspect", "ping", "--timeout", "5"]
        self.check("worker", "answers “celery inspect ping”", lambda: self.run(ping), within=40)
        self.check("beat", "keeps the timetable", self.beat_schedules, within=30)
        self.check("worker", "does what the timetable says", self.scheduled_work_is_done, within=40)

    def beat_schedules(self) -> None:
        import shelve

        stored = list(self.folder.glob("beat-schedule*"))
        must(stored, "no schedule was written")
        copied = self.folder / "schedule-copy"
        for each in stored:
            shutil.copy(each, str(each).replace("beat-schedule", "schedule-copy"))
        with shelve.open(str(copied), flag="r") as schedule:
            must(schedule.get("entries"), "the timetable is empty")

    def scheduled_work_is_done(self) -> None:
        done = re.search(r"Task \S*keep_rooms\S* succeeded", self.log("worker").read_text())
        must(done, "the worker has done nothing of what recurs every ten seconds")

    def run_proxy(self) -> None:
        nginx = find_program("nginx", "nginx-light")
        config = self.write_nginx_config()
        command = [nginx, "-c", str(config), "-p", str(self.folder), "-e", str(self.log("nginx"))]
        self.check("proxy", "nginx -t", lambda: self.run([*command, "-t"]))
        self.start("proxy", [*command, "-g", "daemon off;"])
        port = self.ports["proxy"]
        alive = self.file["services"]["proxy"]["healthcheck"]["test"][-1]
        path = "/" + alive.split("/", 3)[3]
        self.check("proxy", path, lambda: self.page(port, path, direct=False), within=10)
        for path in ("/", "/healthz", "/forum/"):
            self.check("proxy", path, lambda path=path: self.through("web", path))
        self.check("proxy", "a static file", lambda: self.static_file(port, direct=False))
        self.check("proxy", "sockets go to live", lambda: self.socket_taken(port))
        self.check("proxy", "the rooms' long-poll goes to live", self.long_poll_goes_to_live)
        self.check("proxy", "an uploaded file", self.media_file)

    def write_nginx_config(self) -> Path:
        """The template, filled as nginx's image fills it, inside the image's own outer frame."""
        proxy = self.file["services"]["proxy"]["environment"]
        values = {
            **proxy,
            "WEB_ADDRESS": f"127.0.0.1:{self.ports['web']}",
            "LIVE_ADDRESS": f"127.0.0.1:{self.ports['live']}",
            "LISTEN": f"127.0.0.1:{self.ports['proxy']}",
            "MEDIA_DIR": str(self.folder / "var" / "media"),
            "CACHE_DIR": str(self.folder / "static-cache"),
        }
        must(values.keys() == proxy.keys(), f"the proxy's variables are now {sorted(proxy)}")
        site = (ROOT / "deploy" / "nginx" / "site.conf.template").read_text(encoding="utf-8")
        for name, value in values.items():
            site = site.replace(f"${{{name}}}", value)
        (self.folder / "site.conf").write_text(site)
        frame = f"""
            worker_processes 1;
            {"user root;" if os.geteuid() == 0 else ""}
            pid {self.folder}/nginx.pid;
            error_log {self.log("nginx")};
            events {{ worker_connections 256; }}
            http {{
                types {{ text/html html; text/css css; text/javascript js; image/png png; }}
                log_format upstream '$request_uri $upstream_addr';
                access_log {self.folder}/access.log upstream;
                client_body_temp_path {self.folder}/nginx-body;
                proxy_temp_path {self.folder}/nginx-proxy;
                fastcgi_temp_path {self.folder}/nginx-fastcgi;
                uwsgi_temp_path {self.folder}/nginx-uwsgi;
                scgi_temp_path {self.folder}/nginx-scgi;
                include {self.folder}/site.conf;
            }}
        """
        config = self.folder / "nginx.conf"
        config.write_text(frame)
        return config

    def through(self, upstream: str, path: str, status: int | None = 200) -> None:
        """``path`` is answered by ``upstream``, by the proxy's own record."""
        answer = self.get(self.ports["proxy"], path, direct=False)
        must(status is None or answer.status == status, f"{path} answered {answer.status}")
        address = f"127.0.0.1:{self.ports[upstream]}"
        time.sleep(0.05)  # the record is written after the answer
        record = (self.folder / "access.log").read_text().splitlines()
        seen = [line.split()[-1] for line in record if line.split()[0] == path]
        must(seen and seen[-1] == address, f"{path} went to {seen[-1:]}, not to {address}")

    def long_poll_goes_to_live(self) -> None:
        self.through("live", "/rooms/no-such-room/events?after=0", status=None)

    def media_file(self) -> None:
        media = self.folder / "var" / "media"
        media.mkdir(parents=True, exist_ok=True)
        (media / "note.txt").write_text("hello")
        answer = self.page(self.ports["proxy"], "/media/note.txt", direct=False)
        must("sandbox" in answer.getheader("Content-Security-Policy", ""), "it could run scripts")

    def run_health_checks(self) -> None:
        """Every service of ours is asked exactly what its container would be asked."""
        for name in ("web", "live", "worker", "beat"):
            question = self.file["services"][name]["healthcheck"]["test"]
            must(question[0] == "CMD", f"{name}: a health check in a shell")
            command = question[1:]
            self.check(name, "its own health check", lambda c=command: self.run(c), within=10)

    def check_the_rest(self) -> None:
        """Services without a command of ours are their image; what is ours is how they are used."""
        for name, service in self.file["services"].items():
            self.check(name, "is watched and comes back", lambda n=name, s=service: kept_up(n, s))
        ours = {name for name, service in self.file["services"].items() if "command" in service}
        unseen = ours - set(self.programs) - {"migrate"}
        self.check("compose", "every command was started", lambda: must(not unseen, f"{unseen}"))

    # --- The end ----------------------------------------------------------------------------
    def stop_all(self) -> None:
        for name in reversed(list(self.programs)):
            program = self.programs[name]
            if program.poll() is None:
                self.check(name, "stops when told to", lambda p=program: stop(p))

    def kill_what_is_left(self) -> None:
        for program in self.programs.values():
            with contextlib.suppress(ProcessLookupError):
                os.killpg(program.pid, signal.SIGKILL)
            program.wait()


def stop(program: subprocess.Popen[bytes]) -> None:
    program.terminate()
    try:
        code = program.wait(STOPS_WITHIN)
    except subprocess.TimeoutExpired:
        raise Failed(f"still there after {STOPS_WITHIN:.0f} s") from None
    must(code in (0, -signal.SIGTERM, 143), f"ended with {code}")


def kept_up(name: str, service: dict[str, Any]) -> None:
    if name == "migrate":
        must(service["restart"] == "no", "it must run once")
        return
    must(service.get("healthcheck"), "no health check")
    must(service.get("restart") == "unless-stopped", "no restart policy")


@contextlib.contextmanager
def scratch() -> Iterator[Smoke]:
    with (
        tempfile.TemporaryDirectory(prefix="cg-smoke-") as folder,
        tempfile.TemporaryDirectory(prefix="cg-smoke-pg-") as cluster,
        postgresql(Path(cluster), durable=False) as database_url,
    ):
        smoke = Smoke(Path(folder), database_url)
        try:
            yield smoke
        finally:
            smoke.kill_what_is_left()


def main() -> int:
    began = time.monotonic()
    # Ended from outside: leave through the "finally" blocks, so that nothing stays behind.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        with scratch() as smoke:
            smoke.run_redis()
            smoke.run_migrate()
            smoke.run_web()
            smoke.run_live()
            smoke.run_worker_and_beat()
            smoke.run_proxy()
            smoke.run_health_checks()
            smoke.check_the_rest()
            smoke.stop_all()
    except (Missing, Failed, compose.NoYaml, RuntimeError) as problem:
        say(f"  FAIL  {problem}")
        return 1
    took = time.monotonic() - began
    for failure in smoke.failures:
        say(f"  FAILED: {failure}")
    failed = len(smoke.failures)
    say(f"Smoke: {smoke.checks - failed} checks passed, {failed} failed ({took:.0f} s)")
    return 1 if smoke.failures else 0


if __name__ == "__main__":
    sys.exit(main())
