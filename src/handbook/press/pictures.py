"""Pictures to inks: what is grey in truth becomes grey, the rest goes through the profile."""

import hashlib
from dataclasses import dataclass
from io import BytesIO

from pikepdf import Array, Name, PdfImage
from PIL import Image, ImageChops

from handbook.cache.shelf import Shelf
from handbook.press.profiles import Profile, convert_picture, through
from handbook.setting.objects import Node

NEUTRAL = 2
"""Of 255, by which red, green and blue of a grey may differ."""
QUALITY = 92
"""Of a JPEG that was one before."""
METHOD = "relative colorimetric, black point compensated"

_PRINTS = frozenset({"/DeviceGray", "/DeviceCMYK"})
_SCREEN = frozenset({"/DeviceRGB", "/CalRGB", "/ICCBased", "/Indexed"})


@dataclass(frozen=True, slots=True)
class Converter:
    """Takes pictures through a profile, each once: the shelf keeps what came of it."""

    profile: Profile
    shelf: Shelf | None = None

    def convert(self, picture: Image.Image) -> Image.Image:
        """Return a picture of RGB in CMYK."""
        pixels, source = picture.tobytes(), picture.info.get("icc_profile")
        parts = (pixels, source or b"", self.profile.data, METHOD.encode())
        digests = "".join(hashlib.sha256(part).hexdigest() for part in parts)
        key = hashlib.sha256(f"{picture.size} {digests}".encode()).hexdigest()
        kept = self.shelf.take(key) if self.shelf else None
        if kept and len(kept) == 4 * picture.width * picture.height:
            return Image.frombytes("CMYK", picture.size, kept)
        made = convert_picture(picture, through(self.profile, source))
        if self.shelf:
            self.shelf.put(key, made.tobytes())
        return made


def ink_picture(image: Node, converter: Converter | None) -> tuple[tuple[str, str], ...]:
    """Put inks in the place of the colours of a picture; return codes and words of what is wrong.

    Without a converter a picture in colour is refused. Its soft mask stays as it is.
    """
    if image.get("/ImageMask", False):
        return ()
    size = f"{int(image.Width)} × {int(image.Height)} pixels"
    faults: tuple[tuple[str, str], ...] = ()
    if "/SMask" in image or isinstance(image.get("/Mask"), Array):
        faults = (("HB826", f"a picture of {size} lets through what is below it"),)
    space = image.ColorSpace
    kind = str(space if isinstance(space, Name) else space[0])
    if kind in _PRINTS:
        return faults
    if kind not in _SCREEN:
        return (("HB825", f"a picture of {size} is in {kind[1:]}"),)
    picture = _opened(image)
    if picture is None:
        return (("HB825", f"a picture of {size} is in colours that cannot be read"),)
    made = _grey(picture)
    if made is None and converter:
        made = converter.convert(picture)
    if made is None:
        return (("HB824", f"a picture of {size} is in RGB"),)
    _write(image, made)
    return faults


def _opened(image: Node) -> Image.Image | None:
    """Return a picture in RGB."""
    try:
        picture = PdfImage(image).as_pil_image(apply_mask=False)
    except (NotImplementedError, ValueError, OSError):
        return None
    profile = picture.info.get("icc_profile")
    if picture.mode not in ("1", "L", "P", "RGB"):
        return None
    made = picture.convert("RGB")
    made.info = {"icc_profile": profile} if profile and picture.mode == "RGB" else {}
    return made


def _grey(picture: Image.Image) -> Image.Image | None:
    """Return a picture in grey if it is that in truth; in black and white if there is no other."""
    red, green, blue = picture.split()
    apart = (ImageChops.difference(one, green).getextrema() for one in (red, blue))
    if any(most > NEUTRAL for _, most in apart):  # type: ignore[operator]
        return None
    tones = {tone for _, tone in green.getcolors(256) or ()}
    return green.convert("1", dither=Image.Dither.NONE) if tones <= {0, 255} else green


_SPACES = {"1": Name.DeviceGray, "L": Name.DeviceGray, "CMYK": Name.DeviceCMYK}


def _write(image: Node, picture: Image.Image) -> None:
    """Write a picture in the place of another: as JPEG if that was one."""
    was_jpeg = str(image.get("/Filter", "")) == "/DCTDecode" and picture.mode != "1"
    for key in ("/DecodeParms", "/Decode", "/Intent"):
        if key in image:
            del image[key]
    image.ColorSpace = _SPACES[picture.mode]
    image.BitsPerComponent = 1 if picture.mode == "1" else 8
    if not was_jpeg:
        image.write(picture.tobytes())
        return
    out = BytesIO()
    picture.save(out, "JPEG", quality=QUALITY, subsampling=0)
    image.write(out.getvalue(), filter=Name.DCTDecode)
    if picture.mode == "CMYK":  # Pillow writes them inverted, as Adobe does
        image.Decode = Array([1, 0] * 4)
