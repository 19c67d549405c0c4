"""The documents tell the truth: what they name is there, and what is there they name."""

import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import click
import pytest

from handbook import __version__, cli

ROOT = Path(__file__).parent.parent

PRESENT = (
    "README.md", "LICENSE", "CONTRIBUTING.md", "CHANGELOG.md", "Makefile", "pyproject.toml",
    "requirements.txt", "content/LICENSE", "docs/architecture.md", "docs/decisions.md",
    "docs/writing.md", "docs/cli.md", "docs/findings.md", "docs/spread.png", ".ci/run",
)  # fmt: skip
LONGEST = {"README.md": 90, "CONTRIBUTING.md": 60, "docs/architecture.md": 140}

# Put together from pieces, so that this file does not hold what it forbids.
INDEXES = re.compile(
    "|".join(("py" + "pi", "python" + "hosted", "index" + "-url", "find" + "-links"))
)
MACHINE = re.compile(r"(?<![\w./:~-])/(?:home|Users|root|work|workspace)/\w")
SPELLS_OPTIONS = {"scripts/lock.py"}
"""Names the options that keep addresses out of the lock file."""


@cache
def tracked() -> tuple[str, ...]:
    """Return the paths of the files of the project."""
    run = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    if run.returncode != 0:
        pytest.skip("not a git repository")
    return tuple(sorted(filter(None, run.stdout.split("\0"))))


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def texts() -> Iterator[tuple[str, str]]:
    """Yield path and content of each text file of the project."""
    for name in tracked():
        path = ROOT / name
        data = path.read_bytes() if path.is_file() else b""
        if b"\0" not in data:
            yield name, data.decode("utf-8", "replace")


def commands() -> dict[str, click.Command]:
    """Return the commands of the program by name."""
    group = next(value for value in vars(cli).values() if isinstance(value, click.Group))
    return dict(group.commands)


def targets() -> set[str]:
    return set(re.findall(r"^([a-z-]+):.*## ", read("Makefile"), re.MULTILINE))


def documents() -> list[str]:
    return [name for name in tracked() if re.fullmatch(r"(docs/)?[\w-]+\.md", name)]


@pytest.mark.parametrize("name", PRESENT)
def test_what_a_newcomer_looks_for_is_there(name: str) -> None:
    assert (ROOT / name).is_file()


@pytest.mark.parametrize(("name", "most"), LONGEST.items())
def test_what_is_read_first_is_short(name: str, most: int) -> None:
    assert len(read(name).splitlines()) <= most


def test_no_file_names_a_package_index() -> None:
    named = {name for name, text in texts() if INDEXES.search(text)}
    assert named - SPELLS_OPTIONS == set()


def test_no_file_names_a_folder_of_somebodys_machine() -> None:
    assert {name: found[0] for name, text in texts() if (found := MACHINE.search(text))} == {}


def test_every_locked_package_has_its_hashes() -> None:
    entries = re.split(r"\n(?=[a-z])", "\n" + read("requirements.txt"))[1:]
    assert len(entries) > 30
    assert [entry.split()[0] for entry in entries if "--hash=sha256:" not in entry] == []


@pytest.mark.parametrize("name", sorted(commands()))
def test_every_command_is_in_its_page_and_explains_itself(name: str) -> None:
    command = commands()[name]
    assert f"## handbook {name}\n" in read("docs/cli.md")
    assert command.help
    options = [param for param in command.params if isinstance(param, click.Option)]
    assert [option.name for option in options if not option.help] == []


def test_the_documents_name_only_commands_that_exist() -> None:
    told = re.compile(r"^handbook ([a-z]+)|`handbook ([a-z]+)", re.MULTILINE)
    named = {
        command
        for name in documents()
        for groups in told.findall(read(name))
        for command in groups
        if command
    }
    assert named <= set(commands())
    assert named >= {"init", "check", "build", "proof", "doctor"}


def test_the_documents_name_only_make_targets_that_exist() -> None:
    told = re.compile(r"(?:^|`)make ((?:[a-z-]+ ?)+)(?:`|$| *#)", re.MULTILINE)
    named = {
        target
        for name in documents()
        for words in told.findall(read(name))
        for target in words.split()
    }
    assert named <= targets()
    assert {"setup", "handbook", "test", "check", "bench", "docs", "clean"} <= targets()


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md", "CHANGELOG.md"])
def test_links_between_the_documents_lead_somewhere(name: str) -> None:
    links = re.findall(r"\]\((?!https?:)([^)#\s]+)", read(name))
    assert [link for link in links if not (ROOT / name).parent.joinpath(link).exists()] == []


@pytest.mark.slow
@pytest.mark.parametrize("page", ["cli", "findings", "coverage"])
def test_a_page_made_from_the_program_is_fresh(page: str) -> None:
    run = subprocess.run(
        [sys.executable, ROOT / "docs" / f"make_{page}.py", "--check"],
        capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert run.returncode == 0, run.stdout + run.stderr


def test_the_changelog_tells_of_this_version() -> None:
    assert re.search(rf"^## \[{re.escape(__version__)}\] - ", read("CHANGELOG.md"), re.MULTILINE)


def test_every_heading_that_must_be_covered_is() -> None:
    """The 34 headings of the two articles, each with its points, have a place in the book."""
    rows = re.findall(r"^\| ([AB]\d+)([.\w]*) \| .+ \| (.+) \|$", read("docs/coverage.md"), re.M)
    assert {f"A{n}" for n in range(18)} | {f"B{n}" for n in range(16)} <= {row[0] for row in rows}
    assert len(rows) >= 65
    assert all(where.strip() for _, _, where in rows)
