"""Write docs/cli.md from the program's own help, or check that it is fresh (`--check`)."""

import sys
from collections.abc import Iterator
from pathlib import Path

import click
from generated import keep_fresh

from handbook import cli

PAGE = Path(__file__).with_name("cli.md")
WIDTH = 88

HEAD = """\
# Commands

Written by `make docs` from the program's own help: do not edit.
"""


def group() -> click.Group:
    """Return the command group of the program."""
    return next(value for value in vars(cli).values() if isinstance(value, click.Group))


def commands(
    command: click.Command, parent: click.Context | None = None
) -> Iterator[click.Context]:
    """Yield a context for a command and for each below it, in order of name."""
    name = "handbook" if parent is None else command.name
    settings = {**command.context_settings, "terminal_width": WIDTH}
    context = click.Context(command, info_name=name, parent=parent, **settings)
    yield context
    if isinstance(command, click.Group):
        for child in sorted(command.commands):
            yield from commands(command.commands[child], context)


def page() -> str:
    """Return the text of the page."""
    sections = (
        f"\n## {context.command_path}\n\n```text\n{context.get_help()}\n```\n"
        for context in commands(group())
        if not context.command.hidden
    )
    return HEAD + "".join(sections)


if __name__ == "__main__":
    sys.exit(keep_fresh(PAGE, page()))
