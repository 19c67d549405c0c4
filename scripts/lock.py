"""Write requirements.txt: every package at one version, with its hashes, for all platforms."""

import subprocess
import sys
from pathlib import Path

UV = "uv==0.13.9"
"""Resolves for all platforms and Pythons at once, which pip cannot."""

HEAD = """\
# Every package that the book and its tests stand on, at one version, with the hashes of
# all its files for all platforms. Written by `make lock` from pyproject.toml: do not edit.
"""


def main() -> None:
    """Resolve, and write the file without the address that anything came from."""
    subprocess.run([sys.executable, "-m", "pip", "install", "--quiet", UV], check=True)
    command = [sys.executable, "-m", "uv", "pip", "compile", "pyproject.toml", "--group", "dev"]
    options = ["--universal", "--python-version", "3.11", "--generate-hashes", "--upgrade"]
    silence = ["--no-header", "--no-emit-index-url", "--no-emit-find-links", "--quiet"]
    run = subprocess.run(
        [*command, *options, *silence], check=True, stdout=subprocess.PIPE, encoding="utf-8"
    )
    Path("requirements.txt").write_text(HEAD + run.stdout, encoding="utf-8")
    subprocess.run([sys.executable, "-m", "pip", "uninstall", "--yes", "--quiet", UV], check=True)


if __name__ == "__main__":
    main()
