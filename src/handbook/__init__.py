"""Turn a folder of Markdown into a printed field handbook and keep it current."""

__version__ = "0.1.0"
