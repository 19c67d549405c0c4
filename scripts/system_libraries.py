"""Install the libraries of the system that the engine needs, where apt can; else say how."""

import os
import shutil
import subprocess
import sys

from handbook.machine import TOOLS, Machine, advice, look, missing_packages


def main() -> int:
    """Return 0 when the engine has all it needs."""
    machine = look()
    if missing_packages(machine):
        install(machine)
        machine = look()
    if not missing_packages(machine):
        return 0
    print("Libraries or programs of the system are missing:", *names(machine), file=sys.stderr)
    print(f"  {advice(machine)}", file=sys.stderr)
    return 0 if set(names(machine)) <= {name for name, _ in TOOLS} else 1


def names(machine: Machine) -> list[str]:
    """Return the names of what is missing."""
    return [name for name, found in (*machine.libraries, *machine.tools) if not found]


def install(machine: Machine) -> None:
    """Let apt install what is missing, if it is there and asks no password."""
    if machine.installer != "apt-get" or (rights := administrator()) is None:
        return
    command = [*rights, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq", "-y"]
    packages = missing_packages(machine)
    print("Installing with apt:", *packages, file=sys.stderr)
    subprocess.run([*command, "update"], stdout=sys.stderr, check=False)
    for group in groups(packages):
        subprocess.run(
            [*command, "install", "--no-install-recommends", *group],
            stdout=sys.stderr,
            check=False,
        )


def groups(packages: tuple[str, ...]) -> list[list[str]]:
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
