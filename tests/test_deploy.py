"""What is written down for production holds together. scripts/smoke.py starts it for real."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from scripts import compose
from scripts.check_deploy import PRODUCTION

ROOT = Path(__file__).resolve().parents[1]
EXAMPLE = compose.read_env_file(ROOT / ".env.example", commented=True)
# Set by the image or by docker-compose.yml, or for a person's own machine only.
NOT_FOR_PEOPLE = {"STATIC_ROOT", "VAR_DIR", "DEBUG", "DJANGO_SETTINGS_MODULE"}


@pytest.fixture(scope="module")
def services():
    try:
        return compose.load({**EXAMPLE, "POSTGRES_PASSWORD": "x"})["services"]
    except compose.NoYaml as missing:
        pytest.skip(f"no YAML on this machine: {missing}")


def test_every_setting_that_is_read_is_explained_in_the_example():
    text = "".join(path.read_text() for path in (ROOT / "community" / "settings").glob("*.py"))
    read = set(re.findall(r'env(?:\.\w+)?\(\s*"([A-Z_]+)"', text))

    assert read - NOT_FOR_PEOPLE <= EXAMPLE.keys()


def test_every_setting_in_the_example_is_read_by_something():
    read = "".join(path.read_text() for path in (ROOT / "community" / "settings").glob("*.py"))
    read += (ROOT / "docker-compose.yml").read_text()

    assert [name for name in EXAMPLE if name not in read] == []


def test_all_the_services_are_there(services):
    assert services.keys() == {
        "proxy", "web", "live", "worker", "beat", "migrate", "postgres", "redis", "mail",
    }  # fmt: skip


def test_services_that_stay_are_watched_and_come_back(services):
    for name, service in services.items():
        if name != "migrate":
            assert service["healthcheck"]["test"], name
            assert service["restart"] == "unless-stopped", name


def test_no_image_is_whatever_is_newest_today(services):
    for name, service in services.items():
        image = service["image"]
        assert re.search(r":(?!latest$)[\w.-]+$", image), (name, image)


def test_only_the_proxy_is_open_to_the_world(services):
    for name, service in services.items():
        if name != "proxy":
            for port in service.get("ports", []):
                assert port.startswith("127.0.0.1:"), (name, port)


def test_mail_catching_is_asked_for_and_never_a_part_of_production(services):
    assert services["mail"]["profiles"] == ["mail"]


def test_a_missing_password_is_named():
    with pytest.raises(KeyError, match="POSTGRES_PASSWORD: set it"):
        compose.interpolate("${POSTGRES_PASSWORD:?set it in .env}", {})


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("plain", "plain"),
        ("${A}", "1"),
        ("${B:-two}", "two"),
        ("${A:-two}", "1"),
        ("${B:-x${A:-y}z}", "x1z"),
        ("$${A}", "${A}"),
    ],
)
def test_variables_are_filled_as_docker_fills_them(text, seen):
    assert compose.interpolate(text, {"A": "1", "B": ""}) == seen


def test_the_image_starts_nothing_as_root_and_collects_when_it_is_built():
    lines = (ROOT / "Dockerfile").read_text().splitlines()
    last_stage = lines[max(i for i, line in enumerate(lines) if line.startswith("FROM ")) :]

    assert "USER 10001" in last_stage
    assert last_stage.index("USER 10001") < next(
        i for i, line in enumerate(last_stage) if line.startswith("CMD ")
    )
    assert any("collectstatic" in line for line in lines)
    assert all("latest" not in line for line in lines if line.startswith("FROM "))


def test_the_proxy_knows_each_of_its_variables(services):
    template = (ROOT / "deploy" / "nginx" / "site.conf.template").read_text()

    assert set(re.findall(r"\$\{(\w+)\}", template)) == services["proxy"]["environment"].keys()


def test_production_refuses_to_start_without_its_secret():
    done = subprocess.run(
        [sys.executable, "-c", "import community.settings.production"],
        cwd=ROOT,
        env={"PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
    )

    assert done.returncode != 0
    assert "SECRET_KEY" in done.stderr


def test_make_help_explains_every_target():
    text = (ROOT / "Makefile").read_text()
    targets = set(re.findall(r"^\.PHONY: ([a-z-]+)$", text, re.MULTILINE))
    explained = set(re.findall(r"^([a-z-]+):.*## \S", text, re.MULTILINE))

    assert targets == explained
    named = {"run", "test", "help", "lint", "test-services", "screenshots", "bench", "demo-large"}
    assert named <= targets


@pytest.fixture(scope="module")
def collected(tmp_path_factory):
    folder = tmp_path_factory.mktemp("static")
    subprocess.run(
        [sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity=0"],
        cwd=ROOT,
        env={"PATH": "/usr/bin:/bin", **PRODUCTION, "STATIC_ROOT": str(folder)},
        check=True,
    )
    return folder


def test_our_scripts_import_one_another_by_their_hashed_names(collected):
    imports = [
        (script, name)
        for script in (collected / "js").rglob("*.js")
        if re.search(r"\.[0-9a-f]{12}\.js$", script.name)
        for name in re.findall(r"""(?:from|import)\s*["'](\.[^"']+)["']""", script.read_text())
    ]

    assert imports
    for script, name in imports:
        assert re.search(r"\.[0-9a-f]{12}\.js$", name), f"{script.name} imports {name}"
        assert (script.parent / name).is_file()


def test_a_missing_source_map_does_not_stop_a_release(collected):
    assert list((collected / "wagtailnhsukfrontend" / "css").glob("*.min.*.css"))


def test_the_deployment_checks_find_nothing():
    done = subprocess.run(
        [sys.executable, "scripts/check_deploy.py"], cwd=ROOT, capture_output=True, text=True
    )

    assert done.returncode == 0, done.stderr
