"""Write a PDF so that its bytes depend on nothing but what is in it."""

from io import BytesIO

from pikepdf import ObjectStreamMode, Pdf


def as_bytes(pdf: Pdf, version: str = "") -> bytes:
    """Return a PDF with its objects packed in streams: 1.7 or newer, or just of a version."""
    out = BytesIO()
    pdf.save(
        out,
        min_version="" if version else "1.7",
        force_version=version,
        deterministic_id=True,
        object_stream_mode=ObjectStreamMode.generate,
    )
    return out.getvalue()
