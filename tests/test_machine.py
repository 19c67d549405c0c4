"""What `handbook doctor` says of a machine."""

import re
import subprocess
import sys
from dataclasses import replace

import pytest

from handbook.machine import (
    LIBRARIES,
    TOOLS,
    Machine,
    advice,
    examine,
    judge,
    look,
    missing_packages,
)

COMPLETE = Machine(
    python=(3, 11, 0),
    platform="linux",
    installer="apt-get",
    packages=(("weasyprint", "==70.0", "70.0"), ("click", ">=8.1.7", "8.10.0")),
    libraries=tuple((library.name, "found") for library in LIBRARIES),
    fonts=(("font_source_serif_pro", 12),),
    tools=tuple((name, name) for name, _ in TOOLS),
)
BARE = replace(
    COMPLETE,
    libraries=tuple((library.name, "") for library in LIBRARIES),
    tools=tuple((name, "") for name, _ in TOOLS),
)


def wrong(machine: Machine) -> dict[str, str]:
    return {check.name: check.detail for check in judge(machine) if not check.ok}


def test_a_complete_machine_needs_no_advice() -> None:
    assert wrong(COMPLETE) == {}
    assert [check.advice for check in judge(COMPLETE) if check.advice] == []


def test_an_old_python_is_named_with_the_one_to_get() -> None:
    old = replace(COMPLETE, python=(3, 10, 9))
    assert wrong(old) == {"Python": "3.10.9"}
    assert "3.11" in judge(old)[0].advice


@pytest.mark.parametrize(
    ("wanted", "version", "ok"),
    [
        ("==70.0", "70.0", True),
        ("==70.0", "70.1", False),
        (">=8.1.7", "8.10.0", True),
        (">=8.1.7", "8.1.6", False),
        (">=8.1.7", "", False),
        (">=9,<10", "9.5", True),
        ("<10,>=9", "10.1", False),
        ("", "1", True),
    ],
)
def test_a_package_counts_only_in_the_version_asked_for(
    wanted: str, version: str, ok: bool
) -> None:
    assert bool(wrong(replace(COMPLETE, packages=(("x", wanted, version),)))) is not ok


def test_a_program_that_was_never_installed_says_so() -> None:
    assert wrong(replace(COMPLETE, packages=())) == {"handbook": "not installed"}


def test_missing_fonts_are_found_out() -> None:
    assert wrong(replace(COMPLETE, fonts=(("x", 0),))) == {"x": "not installed"}


def test_a_missing_library_is_wrong_but_a_missing_tool_is_not() -> None:
    assert set(wrong(BARE)) == {library.name for library in LIBRARIES}


def test_debian_is_told_the_packages_that_are_missing_and_no_others() -> None:
    one = replace(
        COMPLETE,
        libraries=tuple((n, f if n != "HarfBuzz subset" else "") for n, f in COMPLETE.libraries),
    )
    assert missing_packages(one) == ("libharfbuzz-subset0",)
    assert advice(one) == "sudo apt-get install libharfbuzz-subset0"
    assert len(missing_packages(BARE)) == len(set(missing_packages(BARE)))


@pytest.mark.parametrize(
    ("platform", "installer", "word"),
    [
        ("linux", "apt-get", "libpango-1.0-0"),
        ("linux", "dnf", "dnf install pango"),
        ("linux", "pacman", "pacman -S pango"),
        ("darwin", "brew", "brew install pango"),
        ("win32", "", "MSYS2"),
        ("linux", "", "Pango"),
    ],
)
def test_each_platform_gets_its_own_instruction(platform: str, installer: str, word: str) -> None:
    machine = replace(BARE, platform=platform, installer=installer)
    assert word in advice(machine)
    assert {check.advice for check in judge(machine) if not check.ok} == {advice(machine)}


def test_this_machine_can_set_a_book() -> None:
    assert [check for check in examine() if not check.ok] == []


def test_versions_of_the_libraries_that_break_lines_are_told() -> None:
    assert re.search(r" \d+\.\d+", dict(look().libraries)["Pango"])
    assert re.search(r" \d+\.\d+", dict(look().libraries)["HarfBuzz"])


def test_looking_imports_no_heavy_library() -> None:
    code = "import sys; from handbook.machine import examine; examine(); print(*sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not {"weasyprint", "pikepdf", "PIL", "lxml", "markdown"} & set(run.stdout.split())
