"""Install the libraries of the system that the engine needs, where apt can; else say how."""

import os
import shutil
import subprocess
import sys

from handbook.machine import TOOLS, Machine, advice, look, missing_packages


def main() -> int:
    """Return 0 when the engine has all it needs; with `--tools` see to those of the tests too."""
    with_tools = "--tools" in sys.argv[1:]
    if wanted(look(), with_tools):
        install(look(), with_tools)
    machine = look()
    if not wanted(machine, with_tools):
        return 0
    print("Libraries or programs of the system are missing:", *names(machine), file=sys.stderr)
    print(f"  {advice(machine)}", file=sys.stderr)
    return 1 if wanted(machine, with_tools=False) else 0


def wanted(machine: Machine, with_tools: bool) -> list[str]:
    """Return Debian's packages of what is missing: for the book, and on request for the tests."""
    tools = {package for _, package in TOOLS}
    return [one for one in missing_packages(machine) if with_tools or one not in tools]


def names(machine: Machine) -> list[str]:
    """Return the names of what is missing."""
    return [name for name, found in (*machine.libraries, *machine.tools) if not found]


def install(machine: Machine, with_tools: bool) -> None:
    """Let apt install what is missing, if it is there and asks no password."""
    if machine.installer != "apt-get" or (rights := administrator()) is None:
        return
    command = [*rights, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq", "-y"]
    packages = wanted(machine, with_tools)
    print("Installing with apt:", *packages, file=sys.stderr)
    subprocess.run([*command, "update"], stdout=sys.stderr, check=False)
    for group in groups(packages):
        subprocess.run(
            [*command, "install", "--no-install-recommends", *group],
            stdout=sys.stderr,
            check=False,
        )


def groups(packages: list[str]) -> list[list[str]]:
    """Return what to install together: apt leaves all undone when it knows not one of them."""
    tools = [package for _, package in TOOLS if package in packages]
    needed = [package for package in packages if package not in tools]
    return [group for group in (needed, *([tool] for tool in tools)) if group]


def administrator() -> list[str] | None:
    """Return what to write before a command to run it as root, or nothing if we may not."""
    if os.geteuid() == 0:
        return []
    sudo = shutil.which("sudo")
    if (
        sudo
        and subprocess.run([sudo, "-n", "true"], capture_output=True, check=False).returncode == 0
    ):
        return [sudo, "-n"]
    return None


if __name__ == "__main__":
    sys.exit(main())
