"""Bytes of a colour profile to what is wrong with them: print wants CMYK, of a printing press."""

from io import BytesIO

from PIL import ImageCms

HEADER = 128
"""Bytes (ICC.1:2010, 7.2)."""


def fault_of(data: bytes) -> str:
    """Return why a profile cannot serve a press; empty when it can."""
    if len(data) < HEADER or data[36:40] != b"acsp":
        return "is no colour profile"
    space, kind = data[16:20].decode("latin-1").strip(), data[12:16]
    if space != "CMYK":
        return f"is a profile of {space} colours, and print wants one of CMYK"
    if kind != b"prtr":
        return "is not a profile of a printing press"
    return "" if _opens(data) else "is broken"


def _opens(data: bytes) -> bool:
    """Tell whether colours of a screen can be taken through a profile."""
    try:
        profile = ImageCms.ImageCmsProfile(BytesIO(data))
        ImageCms.buildTransform(ImageCms.createProfile("sRGB"), profile, "RGB", "CMYK")
    except (ImageCms.PyCMSError, OSError, ValueError):
        return False
    return True
