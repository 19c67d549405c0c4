"""What a fork server does before it forks: the engine loaded, and a page set with it.

The first page costs more than others: declarations of C are parsed, typefaces found, tables of
hyphenation and the engine's own style sheet read. Workers that are forked afterwards inherit
all of it. What the server holds by then is never garbage, and is not searched for any.
"""

import contextlib
import gc

PAGE = """<!doctype html><html lang="en-GB"><head><title>A page</title></head><body>
<h1>A page</h1><p>Paragraph, <em>emphasis</em>, <strong>strength</strong>.</p>
<table><tr><th scope="col">Head</th></tr><tr><td>Cell</td></tr></table>
<ul><li>Item</li></ul></body></html>"""
STYLE = (
    'body { font: 10pt "Source Serif Pro"; hyphens: auto } h1 { font-family: "Source Sans Pro" }'
)

MANY = 20_000
"""New objects after which garbage is looked for: setting makes hundreds of thousands."""


def warm_up() -> None:
    """Load the engine and set a page; an engine that fails will say so with a unit of the book."""
    from handbook.book.fragments import Unit
    from handbook.setting.compiler import compile_unit

    with contextlib.suppress(Exception):
        compile_unit(Unit("preload", "A page", PAGE, STYLE))


gc.disable()
warm_up()
gc.collect()
gc.freeze()
gc.set_threshold(MANY, 20, 20)
gc.enable()
