"""Who may import whom: kept by the code, and each contract really fails when it is broken."""

import ast
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("community", "directory", "forum")
CONTRACTS = {
    contract["id"]: contract
    for contract in tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"][
        "contracts"
    ]
}

# One fault for each contract, as somebody in a hurry would commit it: (file, line).
FAULTS = {
    "storeys": ("community/safety/queries.py", "from community.accounts.models import User"),
    "pure-rules": ("community/safety/verdicts.py", "from django.utils import timezone"),
    "one-door": ("forum/views/reading.py", "from community.safety.gate import screen"),
    "views-without-models": ("forum/views/reading.py", "from forum.models import Topic"),
    "chat-knows-no-topics": ("forum/chat/queries.py", "import forum.queries"),
    "topics-know-no-chat": ("forum/queries.py", "import forum.chat.queries"),
    "one-owner-of-the-wire": ("forum/tasks.py", "import redis"),
}
# The storeys are many: a fault between each two neighbours, and between siblings.
STOREY_FAULTS = [
    ("community/safety/queries.py", "import community.accounts.queries"),
    ("community/notices/queries.py", "import community.safety.queries"),
    ("community/text.py", "import community.notices.queries"),
    ("community/realtime.py", "import community.text"),
    ("community/accounts/queries.py", "import forum.queries"),
    ("forum/queries.py", "import directory.queries"),
    ("directory/queries.py", "import forum.queries"),
    ("forum/permissions.py", "import community.support.queries"),
    ("community/pages/queries.py", "import community.demo.loader"),
    ("community/support/queries.py", "import community.pages.queries"),
]


@pytest.fixture(scope="module")
def copied_tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The packages' Python files and the contracts, somewhere they may be spoiled."""
    tree = tmp_path_factory.mktemp("tree")
    shutil.copy(ROOT / "pyproject.toml", tree)
    for package in PACKAGES:
        for source in (ROOT / package).rglob("*.py"):
            target = tree / source.relative_to(ROOT)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(source, target)
    return tree


def lint_imports(tree: Path, *contracts: str) -> subprocess.CompletedProcess[str]:
    command = [str(Path(sys.executable).parent / "lint-imports"), "--no-logo"]
    for contract in contracts:
        command += ["--contract", contract]
    return subprocess.run(command, cwd=tree, capture_output=True, text=True)


@pytest.fixture
def plant(copied_tree: Path) -> Iterator:
    """Add a line to a file of the copied tree; taken out again afterwards."""
    planted: list[tuple[Path, str]] = []

    def add(file: str, line: str) -> Path:
        path = copied_tree / file
        assert path.is_file(), f"{file} has moved: plant the fault elsewhere"
        planted.append((path, path.read_text()))
        path.write_text(f"{planted[-1][1]}\n\n{line}\n")
        return copied_tree

    yield add
    for path, text in planted:
        path.write_text(text)


def test_the_house_keeps_its_contracts(copied_tree):
    done = lint_imports(copied_tree)

    assert done.returncode == 0, done.stdout
    assert f"{len(CONTRACTS)} kept, 0 broken" in done.stdout


def test_each_contract_has_a_fault_to_try_it_with():
    assert FAULTS.keys() == CONTRACTS.keys()


@pytest.mark.parametrize("contract", FAULTS)
def test_a_planted_fault_breaks_the_contract(contract, plant):
    file, line = FAULTS[contract]

    done = lint_imports(plant(file, line), contract)

    assert done.returncode == 1, done.stdout + done.stderr
    assert f"{CONTRACTS[contract]['name']} BROKEN" in " ".join(done.stdout.split())


@pytest.mark.parametrize(("file", "line"), STOREY_FAULTS)
def test_nobody_reaches_up_or_across(file, line, plant):
    done = lint_imports(plant(file, line), "storeys")

    assert done.returncode == 1, done.stdout + done.stderr


# --- The lists in the contracts must not fall behind the code --------------------------------
def sources() -> Iterator[Path]:
    """Every module of ours, as a path from the root."""
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            yield path.relative_to(ROOT)


def answers_people(path: Path) -> bool:
    """Views and consumers, by the names that they have."""
    return path.stem.endswith(("views", "consumers", "long_poll")) or "views" in path.parts


def dotted(path: Path) -> str:
    return ".".join(path.with_suffix("").parts).removesuffix(".__init__")


def covered(module: str, expressions: list[str]) -> bool:
    """Whether a contract's list names the module, or a package that it is in."""
    parts = module.split(".")
    ends = range(1, len(parts) + 1)
    return any(
        fnmatch(".".join(parts[:end]), each) and each.count(".") == end - 1
        for each in expressions
        for end in ends
    )


def test_every_view_and_consumer_is_kept_from_the_models():
    listed = CONTRACTS["views-without-models"]["source_modules"]

    for path in filter(answers_people, sources()):
        assert covered(dotted(path), listed), f"add {dotted(path)} to views-without-models"


def test_every_models_module_is_out_of_their_reach():
    listed = CONTRACTS["views-without-models"]["forbidden_modules"]

    for path in sources():
        if path.stem == "models" or "models" in path.parts:
            assert covered(dotted(path), listed), f"add {dotted(path)} to views-without-models"


def test_every_module_of_the_written_forum_is_kept_apart_from_live_rooms():
    siblings = {
        f"forum.{path.stem}"
        for path in (ROOT / "forum").iterdir()
        if (path.suffix == ".py" and path.stem != "__init__")
        or ((path / "__init__.py").is_file() and path.name not in {"chat", "migrations"})
    }

    missing = siblings - set(CONTRACTS["chat-knows-no-topics"]["forbidden_modules"])
    assert not missing, f"add {sorted(missing)} to chat-knows-no-topics"


# --- Habits that an import graph cannot see ---------------------------------------------------
def nodes(wanted=lambda path: True) -> Iterator[tuple[str, ast.AST]]:
    """Every node of the modules that are wanted, with where it stands."""
    for path in filter(wanted, sources()):
        for node in ast.walk(ast.parse((ROOT / path).read_text(encoding="utf-8"))):
            yield f"{path}:{getattr(node, 'lineno', 0)}", node


def test_views_and_consumers_ask_queries_not_tables():
    managers = {"objects", "_default_manager", "_base_manager"}
    found = [
        where
        for where, node in nodes(answers_people)
        if isinstance(node, ast.Attribute) and node.attr in managers
    ]

    assert found == []


def test_work_for_later_is_handed_over_after_the_commit_only():
    """``delay`` inside a transaction may run before the row is there, or though it never came:
    it is written ``delay_on_commit``, or stands inside ``transaction.on_commit(…)``."""
    too_early = {"delay", "apply_async", "send_task"}
    calls, after_commit = [], []
    for where, node in nodes():
        if isinstance(node, ast.Attribute) and node.attr in too_early:
            calls.append((where, node))
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("on_commit"):
            after_commit.append(node)
    allowed = {id(inner) for call in after_commit for inner in ast.walk(call)}

    assert [f"{where} .{node.attr}" for where, node in calls if id(node) not in allowed] == []


def test_a_subject_changes_its_state_in_actions_only():
    def reads_only(path: Path) -> bool:
        return answers_people(path) or path.stem in {"forms", "queries", "permissions"}

    found = [
        where
        for where, node in nodes(reads_only)
        if isinstance(node, ast.Assign)
        and any(isinstance(each, ast.Attribute) and each.attr == "state" for each in node.targets)
    ]

    assert found == []


def test_tasks_that_recur_exist(settings):
    from community.celery import app

    app.loader.import_default_modules()
    for name, entry in app.conf.beat_schedule.items():
        assert entry["task"] in app.tasks, f"the timetable's {name!r} names no task"
