"""Draw on a finished page what is no part of its text: below what it shows, as an artifact."""

from pikepdf import Array, Dictionary, Pdf

from handbook.setting.objects import Node


def lay_under(pdf: Pdf, page: Node, name: str, form: Node, kind: str) -> None:
    """Draw a form below what a page shows, under a name among its resources.

    `kind` has the entries that say what artifact it is (ISO 32000-1, 14.8.2.2.2).
    """
    resources: Node = Dictionary(page.Resources)
    forms = Dictionary(resources.get("/XObject", Dictionary()))
    forms[name] = form
    resources.XObject = forms
    page.Resources = resources
    content = pdf.make_stream(f"/Artifact <<{kind}>> BDC q {name} Do Q EMC\n".encode())
    shown = page.Contents
    page.Contents = Array([content, *(shown if isinstance(shown, Array) else (shown,))])
