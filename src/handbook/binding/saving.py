"""Write a PDF so that its bytes depend on nothing but what is in it."""

from io import BytesIO

from pikepdf import ObjectStreamMode, Pdf


def as_bytes(pdf: Pdf) -> bytes:
    """Return a PDF, 1.7 or newer, with its objects packed in streams."""
    out = BytesIO()
    pdf.save(
        out,
        min_version="1.7",
        deterministic_id=True,
        object_stream_mode=ObjectStreamMode.generate,
    )
    return out.getvalue()
