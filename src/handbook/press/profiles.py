"""Colour profiles: the printer's own or the free one, and colours and pictures taken through it."""

import hashlib
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image, ImageCms

from handbook.machine import PROFILE, TOOLS, find_tool
from handbook.press.colours import Ink, Screen

FREE_CONDITION = "FOGRA39"
"""What the profile that anybody may use was measured on: the name of its data in the registry."""
FREE_PACKAGE = dict(TOOLS)[PROFILE]
"""Debian's package of that profile."""
REGISTRY = "http://www.color.org"
"""Where printing conditions have their names."""


@dataclass(frozen=True, slots=True)
class Profile:
    """A profile of a printing press, and the condition that it describes."""

    data: bytes = field(repr=False)
    condition: str
    """Name in the registry."""
    name: str
    """What the profile calls itself."""

    @property
    def sha256(self) -> str:
        """SHA-256 of its bytes."""
        return hashlib.sha256(self.data).hexdigest()


def find_free() -> bytes | None:
    """Return the free profile where its package is installed."""
    path = find_tool(PROFILE)
    return Path(path).read_bytes() if path else None


def describe_profile(data: bytes, condition: str) -> Profile:
    """Return a sound profile of CMYK under the condition that it is of."""
    opened = ImageCms.ImageCmsProfile(BytesIO(data))
    return Profile(data, condition, (opened.profile.profile_description or condition).strip())


def through(profile: Profile, source: bytes | None = None) -> Any:
    """Return the way from a screen to a press, for `convert` and `convert_picture`.

    Relative colorimetric with black point compensation. `source` is the profile that a picture
    brings; without it, sRGB.
    """
    screen: Any = ImageCms.createProfile("sRGB")
    if source:
        screen = ImageCms.ImageCmsProfile(BytesIO(source))
    return ImageCms.buildTransform(
        screen,
        ImageCms.ImageCmsProfile(BytesIO(profile.data)),
        "RGB",
        "CMYK",
        ImageCms.Intent.RELATIVE_COLORIMETRIC,
        ImageCms.Flags.BLACKPOINTCOMPENSATION,
    )


def convert(colour: Screen, way: Any) -> Ink:
    """Return the ink of a colour."""
    inks = convert_picture(Image.new("RGB", (1, 1), colour), way).tobytes()
    return tuple(round(one / 255, 4) for one in inks)


def convert_picture(picture: Image.Image, way: Any) -> Image.Image:
    """Return a picture in CMYK."""
    made = ImageCms.applyTransform(picture, way)
    assert made is not None  # it is only for work in place
    return made
