"""The state of this machine: what the program needs, what is there, and how to get the rest."""

import operator
import os
import re
import shutil
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from types import MappingProxyType

from handbook.setting.libraries import load, version_of
from handbook.setting.typefaces import PACKAGES, find_package

PYTHON = (3, 11)
"""The oldest Python that will do."""

DLL_FOLDERS = r"C:\msys64\ucrt64\bin;C:\msys64\mingw64\bin;C:\Program Files\GTK3-Runtime Win64\bin"
"""Where the engine looks on Windows, unless WEASYPRINT_DLL_DIRECTORIES says otherwise."""


@dataclass(frozen=True, slots=True)
class Library:
    """A library of the system that the engine loads."""

    name: str
    plain: str
    """Name without the trimmings of a system, to ask the system's own search for."""
    files: tuple[str, ...]
    """File names on Linux, macOS and Windows."""
    package: str
    """Debian's package that brings it."""
    version: str = ""
    """Function that returns its version as text, when it has one."""


LIBRARIES = (
    Library(
        "GObject",
        "gobject-2.0",
        ("libgobject-2.0.so.0", "libgobject-2.0.0.dylib", "libgobject-2.0-0.dll"),
        "libpango-1.0-0",
    ),
    Library(
        "Pango",
        "pango-1.0",
        ("libpango-1.0.so.0", "libpango-1.0.dylib", "libpango-1.0-0.dll"),
        "libpango-1.0-0",
        "pango_version_string",
    ),
    Library(
        "PangoFT2",
        "pangoft2-1.0",
        ("libpangoft2-1.0.so.0", "libpangoft2-1.0.dylib", "libpangoft2-1.0-0.dll"),
        "libpangoft2-1.0-0",
    ),
    Library(
        "Fontconfig",
        "fontconfig",
        ("libfontconfig.so.1", "libfontconfig.1.dylib", "libfontconfig-1.dll"),
        "libfontconfig1",
    ),
    Library(
        "HarfBuzz",
        "harfbuzz",
        ("libharfbuzz.so.0", "libharfbuzz.0.dylib", "libharfbuzz-0.dll"),
        "libharfbuzz0b",
        "hb_version_string",
    ),
    Library(
        "HarfBuzz subset",
        "harfbuzz-subset",
        ("libharfbuzz-subset.so.0", "libharfbuzz-subset.0.dylib", "libharfbuzz-subset-0.dll"),
        "libharfbuzz-subset0",
    ),
)
"""What the engine loads, by the names under which it looks; the program asks for all of it,
though the engine still gets by without the last, more slowly."""

PROFILE = "scribus/profiles/ISOcoated_v2_300_bas.icc"
"""Colour profile of print that anybody may use; docs/decisions.md says why it is this one."""

TOOLS = (
    ("pdftoppm", "poppler-utils"),
    ("qpdf", "qpdf"),
    ("gs", "ghostscript"),
    ("chromium", "chromium"),
    ("chromedriver", "chromium-driver"),
    ("javascript/pdf/web/viewer.html", "libjs-pdf"),
    ("hunspell", "hunspell"),
    ("hunspell/en_GB.dic", "hunspell-en-gb"),
    ("javac", "default-jdk-headless"),
    (PROFILE, "scribus-data"),
    ("tidy", "tidy"),
    ("zbarimg", "zbar-tools"),
)
"""Programs that only the tests, the checks of spelling, conformance and ink and the README's
picture need, and Debian's packages of them; the profile is for books that bring none.

What has a path is a file that programs share, and lies in `share` beside their folder.
"""

ADVICE = (
    ("apt-get", "sudo apt-get install {debian}"),
    (
        "dnf",
        "sudo dnf install pango harfbuzz poppler-utils qpdf ghostscript chromium chromedriver"
        " hunspell hunspell-en-GB java-latest-openjdk-devel tidy zbar",
    ),
    (
        "pacman",
        "sudo pacman -S pango harfbuzz poppler qpdf ghostscript chromium"
        " hunspell hunspell-en_gb jdk-openjdk tidy zbar",
    ),
    (
        "brew",
        "brew install pango harfbuzz poppler qpdf ghostscript hunspell openjdk tidy-html5 zbar",
    ),
)
"""Installers, in the order in which they are looked for, and what to tell a person to type."""

WINDOWS = (
    "Install MSYS2; in its window type: pacman -S mingw-w64-x86_64-pango . Then set"
    r" WEASYPRINT_DLL_DIRECTORIES to C:\msys64\mingw64\bin"
)
OTHERWISE = (
    "Install Pango, HarfBuzz with its subset library, poppler-utils, qpdf, Ghostscript, Chromium,"
    " its driver, Hunspell, a Java development kit, Tidy and ZBar with your system's package"
    " manager."
)
SIGNS: Mapping[str, Callable[[tuple[int, ...], tuple[int, ...]], bool]] = MappingProxyType(
    {"==": operator.eq, ">=": operator.ge, "<": operator.lt}
)
"""How pyproject.toml asks for versions."""

SETUP = "Type: make setup (in the repository) or: pip install --force-reinstall handbook"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that the program needs, and whether it is there."""

    name: str
    ok: bool
    detail: str
    advice: str = ""
    """What a person can do about it; empty when nothing need be done."""


@dataclass(frozen=True, slots=True)
class Machine:
    """What was found on a machine; a name with an empty text was not found."""

    python: tuple[int, int, int]
    platform: str
    """As `sys.platform` has it."""
    installer: str
    """The first of the installers in `ADVICE` that is there."""
    packages: tuple[tuple[str, str, str], ...]
    """Python packages: name, versions asked for, version installed."""
    libraries: tuple[tuple[str, str], ...]
    """Libraries of the system: name, file and version."""
    fonts: tuple[tuple[str, int], ...]
    """Font packages: name, number of font files."""
    tools: tuple[tuple[str, str], ...]
    """Programs: name, path."""


def examine() -> tuple[Check, ...]:
    """Look at this machine and judge what was found."""
    return judge(look())


def judge(machine: Machine) -> tuple[Check, ...]:
    """Judge what was found on a machine."""
    return (
        _python(machine.python),
        *(_package(*package) for package in machine.packages or (("handbook", "", ""),)),
        *(_font(name, count) for name, count in machine.fonts),
        *(_library(machine, name, detail) for name, detail in machine.libraries),
        *(_tool(machine, name, path) for name, path in machine.tools),
    )


def missing_packages(machine: Machine) -> tuple[str, ...]:
    """Return Debian's packages of the libraries and programs that are missing."""
    absent = {name for name, found in (*machine.libraries, *machine.tools) if not found}
    wanted = (*((library.name, library.package) for library in LIBRARIES), *TOOLS)
    return tuple(dict.fromkeys(package for name, package in wanted if name in absent))


def advice(machine: Machine) -> str:
    """Return what to type on this machine to get what is missing of the system."""
    if machine.platform == "win32":
        return WINDOWS
    debian = " ".join(missing_packages(machine))
    return dict(ADVICE).get(machine.installer, OTHERWISE).format(debian=debian)


def look() -> Machine:
    """Look at this machine. Nothing is changed, and no heavy library is imported."""
    installers = (name for name, _ in ADVICE if shutil.which(name))
    return Machine(
        python=sys.version_info[:3],
        platform=sys.platform,
        installer=next(installers, ""),
        packages=_installed(),
        libraries=_loaded(),
        fonts=tuple((package, _count_fonts(package)) for package in PACKAGES),
        tools=tuple((name, find_tool(name)) for name, _ in TOOLS),
    )


def find_tool(name: str) -> str:
    """Return where a program of the tests is, or a file that they share; empty when it is not."""
    shared = (Path(folder).parent / "share" / name for folder in os.get_exec_path())
    return shutil.which(name) or next((str(path) for path in shared if path.is_file()), "")


def _python(version: tuple[int, int, int]) -> Check:
    wanted = ".".join(map(str, PYTHON))
    return Check(
        "Python",
        version[:2] >= PYTHON,
        ".".join(map(str, version)),
        "" if version[:2] >= PYTHON else f"Install Python {wanted} or newer.",
    )


def _package(name: str, wanted: str, version: str) -> Check:
    ok = bool(version) and all(_meets(version, clause) for clause in wanted.split(",") if clause)
    asked = "" if ok or not wanted else f", but {wanted} is needed"
    return Check(name, ok, (version or "not installed") + asked, "" if ok else SETUP)


def _meets(version: str, clause: str) -> bool:
    sign = clause.rstrip("0123456789.")
    return SIGNS[sign](_numbers(version), _numbers(clause))


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(number) for number in re.findall(r"\d+", version))


def _font(name: str, count: int) -> Check:
    detail = f"{count} font files" if count else "not installed"
    return Check(name, count > 0, detail, "" if count else SETUP)


def _library(machine: Machine, name: str, detail: str) -> Check:
    return Check(name, bool(detail), detail or "not found", "" if detail else advice(machine))


def _tool(machine: Machine, name: str, path: str) -> Check:
    if path:
        return Check(name, True, path)
    needed = "only the print shop needs it" if name == PROFILE else "only the tests need it"
    return Check(name, True, f"not found; {needed}", advice(machine))


def _installed() -> tuple[tuple[str, str, str], ...]:
    try:
        wanted = metadata.requires("handbook") or ()
    except metadata.PackageNotFoundError:
        return ()
    found = (re.match(r"([A-Za-z0-9._-]+)([^;\s]*)", line) for line in wanted)
    return tuple((m[1], m[2], _version(m[1])) for m in found if m)


def _version(package: str) -> str:
    with suppress(metadata.PackageNotFoundError):
        return metadata.version(package)
    return ""


def _count_fonts(package: str) -> int:
    with suppress(ModuleNotFoundError, OSError):
        return sum(1 for _ in Path(find_package(package), "files").glob("*.ttf"))
    return 0


def _loaded() -> tuple[tuple[str, str], ...]:
    if sys.platform == "win32":
        folders = os.environ.get("WEASYPRINT_DLL_DIRECTORIES", DLL_FOLDERS)
        for folder in folders.split(";"):
            with suppress(OSError):
                os.add_dll_directory(folder)
    return tuple((library.name, _load(library)) for library in LIBRARIES)


def _load(library: Library) -> str:
    """Return the file that was loaded and its version, or nothing."""
    found = load(library.files, library.plain)
    return f"{found[0]} {version_of(found[1], library.version)}".rstrip() if found else ""
