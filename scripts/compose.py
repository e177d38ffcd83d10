"""docker-compose.yml as Docker reads it: YAML, then ``${NAME:-default}``."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
VARIABLE = re.compile(r"\$\{(?P<name>\w+)(?:(?P<kind>:-|:\?)(?P<rest>[^${}]*))?\}")
ESCAPED = "\0"


class NoYaml(Exception):
    """Neither this Python nor the system's knows YAML."""


def read_yaml(path: Path) -> dict[str, Any]:
    """Through PyYAML where it is installed, or else through the system's Python."""
    try:
        import yaml
    except ImportError:
        return _read_by_system_python(path)
    return dict(yaml.safe_load(path.read_text(encoding="utf-8")))


def _read_by_system_python(path: Path) -> dict[str, Any]:
    program = "import json, sys, yaml; json.dump(yaml.safe_load(sys.stdin), sys.stdout)"
    try:
        answer = subprocess.run(
            ["/usr/bin/python3", "-c", program],
            input=path.read_bytes(),
            capture_output=True,
            check=True,
        )
    except (OSError, subprocess.CalledProcessError):
        raise NoYaml(
            "Reading docker-compose.yml needs PyYAML. On Debian: apt-get install python3-yaml"
        ) from None
    return dict(json.loads(answer.stdout))


def interpolate(text: str, environment: Mapping[str, str]) -> str:
    """Fill in ``${NAME}``, ``${NAME:-default}`` and ``${NAME:?message}``, nested ones too.

    Raises KeyError with the message for a required name that is empty.
    """

    def value(match: re.Match[str]) -> str:
        found = environment.get(match["name"], "")
        if found or not match["kind"]:
            return found
        if match["kind"] == ":?":
            raise KeyError(f"{match['name']}: {match['rest']}")
        return str(match["rest"])

    text = text.replace("$$", ESCAPED)
    while VARIABLE.search(text):  # the innermost first: a default may hold another variable
        text = VARIABLE.sub(value, text)
    return text.replace(ESCAPED, "$")


def _deep(part: Any, environment: Mapping[str, str]) -> Any:
    if isinstance(part, str):
        return interpolate(part, environment)
    if isinstance(part, list):
        return [_deep(each, environment) for each in part]
    if isinstance(part, dict):
        return {name: _deep(each, environment) for name, each in part.items()}
    return part


def load(environment: Mapping[str, str], path: Path = ROOT / "docker-compose.yml") -> Any:
    return _deep(read_yaml(path), environment)


def arguments(command: str | list[str]) -> list[str]:
    return shlex.split(command) if isinstance(command, str) else list(command)


def read_env_file(path: Path, *, commented: bool = False) -> dict[str, str]:
    """``NAME=value`` lines; with ``commented`` those behind a ``#`` too."""
    pattern = re.compile(
        r"^#?([A-Z][A-Z0-9_]*)=(.*)$" if commented else r"^([A-Z][A-Z0-9_]*)=(.*)$"
    )
    lines = path.read_text(encoding="utf-8").splitlines()
    return {found[1]: found[2] for line in lines if (found := pattern.match(line))}
