"""The command: `handbook`, or `python -m handbook`.

Workers run this file again when they begin, so that it loads nothing by itself.
"""


def main() -> None:
    """Run the command."""
    from handbook.cli import main as run

    run()


if __name__ == "__main__":
    main()
