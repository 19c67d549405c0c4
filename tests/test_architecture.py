"""The staircase and the fences: what the table in docs/architecture.md promises holds."""

import ast
import re
import statistics
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from handbook.setting.versions import SETTING

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "src" / "handbook"
ROW = re.compile(r"^\| (\d+) \| `(\w+)(/?)` \| .+ \| (.*?) ?\|$", re.MULTILINE)
LINE = re.compile(r"^(\d+) (\w+) +[^\[\n]+(?:  \[(.+)\])?$", re.MULTILINE)

HEAVY = {"weasyprint", "pikepdf", "markdown", "lxml", "PIL", "jinja2", "yaml", "uharfbuzz"}
DICE_AND_CLOCKS = {"random", "secrets", "uuid", "locale", "getpass", "platform"}
NETWORK = {"socket", "ssl", "http", "ftplib", "requests", "urllib.request"}
ALLOWED = {
    "preview": {"http", "http.server"},  # it answers, on the loopback address alone
    "setting.typefaces": {"locale"},  # it takes the user's locale away
}
TIMES = {"now", "today", "utcnow", "localtime", "gmtime", "ctime", "strftime", "time_ns", "urandom"}
LONGEST_FUNCTION, LONGEST_MODULE = 50, 400


@cache
def table() -> dict[str, tuple[tuple[int, int], frozenset[str]]]:
    """Return the steps and the outside libraries of each module.

    The document has the steps of packages and of the modules beside them; each package says in
    its docstring on which step in it a module stands.
    """
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    rows: dict[str, tuple[tuple[int, int], frozenset[str]]] = {}
    for step, name, is_package, libraries in ROW.findall(text):
        if not is_package:
            rows[name] = (int(step), 0), frozenset(re.findall(r"`(\w+)`", libraries))
            continue
        docstring = ast.get_docstring(ast.parse((PACKAGE / name / "__init__.py").read_text()))
        for inner, module, some in LINE.findall(docstring or ""):
            rows[f"{name}.{module}"] = (
                (int(step), int(inner)),
                frozenset(some.split(", ")) if some else frozenset(),
            )
    return rows


@cache
def modules() -> dict[str, ast.Module]:
    """Return the syntax tree of each module of the package."""
    return {
        ".".join(path.relative_to(PACKAGE).with_suffix("").parts): ast.parse(
            path.read_text(encoding="utf-8")
        )
        for path in sorted(PACKAGE.rglob("*.py"))
        if path.name != "__init__.py"
    }


def imports(tree: ast.Module) -> Iterator[str]:
    """Yield the dotted name of everything that is imported, also inside functions."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            assert node.module is not None
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def own(name: str) -> str | None:
    """Return the module of the package that an import names."""
    parts = name.split(".")
    if parts[0] != "handbook":
        return None
    return next(
        (
            dotted
            for end in range(len(parts), 1, -1)
            if (dotted := ".".join(parts[1:end])) in modules()
        ),
        None,
    )


def functions() -> list[tuple[str, int]]:
    """Return the name and the length in lines of each function of the package."""
    return [
        (f"{module}.{node.name}", (node.end_lineno or 0) - node.lineno + 1)
        for module, tree in modules().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]


each_module = pytest.mark.parametrize("module", sorted(set(modules()) & set(table())))


def test_the_table_has_each_module_and_no_other() -> None:
    assert set(table()) == set(modules())


@each_module
def test_a_module_imports_only_from_lower_steps(module: str) -> None:
    below = {name for name, (step, _) in table().items() if step < table()[module][0]}
    assert {name for dotted in imports(modules()[module]) if (name := own(dotted))} <= below


@each_module
def test_an_outside_library_stays_in_its_rooms(module: str) -> None:
    tops = {name.split(".")[0] for name in imports(modules()[module])}
    assert tops - sys.stdlib_module_names - {"handbook"} == table()[module][1]


@each_module
def test_a_module_reads_no_clock_throws_no_dice_and_calls_nobody(module: str) -> None:
    tree = modules()[module]
    names = {part for name in imports(tree) for part in (name, name.split(".")[0])}
    attributes = [node for node in ast.walk(tree) if isinstance(node, ast.Attribute)]
    prefixes = {name.rpartition(".")[0] for name in names}
    allowed = ALLOWED.get(module, set())
    assert ((names | prefixes) & (DICE_AND_CLOCKS | NETWORK)) - allowed == set()
    assert {node.attr for node in attributes} & TIMES == set()
    assert {name for name in names if name.startswith("time.")} <= {"time.perf_counter"}
    assert {node.attr for node in attributes if ast.unparse(node.value) == "time"} <= {
        "perf_counter"
    }


@each_module
def test_a_module_fits_the_head(module: str) -> None:
    path = PACKAGE.joinpath(*module.split(".")).with_suffix(".py")
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST_MODULE


def test_what_sets_a_unit_is_all_in_the_hash_of_its_fragment() -> None:
    reached, ahead = set[str](), {"setting.compiler"}
    while ahead:
        module = ahead.pop()
        reached.add(module)
        ahead |= {n for dotted in imports(modules()[module]) if (n := own(dotted))} - reached
    assert {f"{module.replace('.', '/')}.py" for module in reached} == set(SETTING)


def test_functions_are_short() -> None:
    lengths = [length for _, length in functions()]
    assert [name for name, length in functions() if length > LONGEST_FUNCTION] == []
    assert statistics.median(lengths) <= 12
    assert statistics.quantiles(lengths, n=10)[-1] <= 30


def test_the_command_line_starts_without_a_heavy_library() -> None:
    code = "import sys, handbook.cli; print(*sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert HEAVY & set(run.stdout.split()) == set()
