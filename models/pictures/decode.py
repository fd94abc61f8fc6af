"""A picture file becomes pixels: three formats, every limit tested before memory is taken. Pillow only.

Nothing global is read or set (Pillow's `MAX_IMAGE_PIXELS` and the warning filters belong to all threads at once): the
size comes from our own look at the header, and the decoder of exactly that format is called.
"""

from __future__ import annotations

import io

import numpy as np
from PIL import Image, JpegImagePlugin, PngImagePlugin, WebPImagePlugin
from PIL.ImageFile import ImageFile

from models.pictures.header import Header, corrupt, read_header
from models.pictures.receipt import pixels_digest
from models.recipe import InputError, PictureFacts

MOST_PIXELS = 24_000_000
SMALLEST_SIDE = 32
LONGEST_RATIO = 8
_READERS: dict[str, type[ImageFile]] = {
    "PNG": PngImagePlugin.PngImageFile,
    "JPEG": JpegImagePlugin.JpegImageFile,
    "WEBP": WebPImagePlugin.WebPImageFile,
}
_ORIENTATION = 0x0112  # EXIF tag
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


def decode(content: bytes, *, smallest_side: int = SMALLEST_SIDE, longest_ratio: float = LONGEST_RATIO) -> np.ndarray:
    """Give the pixels of a PNG, JPEG or WebP file: `uint8`, shape `(height, width, 3)`, upright.

    EXIF rotation is applied and metadata dropped; grey, palette and CMYK become RGB, 16 bits are scaled to 8, and what
    is transparent lies on white.

    Args:
        content: the whole file; its length is bounded by the caller.
        smallest_side: the shortest side that is accepted; pictures of data sets may be smaller than uploads.
        longest_ratio: of the longer side to the shorter; strips of pictures made here are longer than photos.

    Raises:
        InputError: `image_empty`, `image_format_unsupported`, `image_too_many_pixels` (24 million),
            `image_dimensions_invalid` (a side too short, or one more than 8 times the other), `image_animated`,
            `image_corrupt`.
    """
    header = read_header(content)
    _refuse_bad_size(header, smallest_side, longest_ratio)
    try:
        with _READERS[header.format](io.BytesIO(content)) as image:
            if image.size != (header.width, header.height):
                raise corrupt("its header contradicts itself")
            image.load()
            return np.array(_upright(_rgb(image), _orientation(image)))
    except (InputError, MemoryError):
        raise
    except Exception:  # whatever a reader trips over in a damaged file: there is no narrower common class
        raise corrupt("it is damaged") from None


def facts(pixels: np.ndarray) -> PictureFacts:
    """Give what the check of a job may know about a picture."""
    height, width = pixels.shape[:2]
    flat = bool((pixels == pixels[0, 0]).all())
    return PictureFacts(width=width, height=height, sha256=pixels_digest(pixels), flat=flat)


def _refuse_bad_size(header: Header, smallest_side: int, longest_ratio: float) -> None:
    short, long = sorted((header.width, header.height))
    size = f"The picture has {header.width} x {header.height} pixels"
    if short * long > MOST_PIXELS:
        raise InputError(f"{size}; at most {MOST_PIXELS:,} are allowed.", "image_too_many_pixels")
    if short < smallest_side:
        raise InputError(f"{size}; each side needs at least {smallest_side}.", "image_dimensions_invalid")
    if long > longest_ratio * short:
        message = f"{size}; the longer side may be at most {longest_ratio:g} times the shorter."
        raise InputError(message, "image_dimensions_invalid")
    if header.animated:
        raise InputError("The picture is animated; send a single frame.", "image_animated")


def _rgb(image: Image.Image) -> Image.Image:
    if image.mode.startswith("I"):
        return _eight_bits(image)
    if not image.has_transparency_data:
        return image if image.mode == "RGB" else image.convert("RGB")
    layer = image.convert("RGBA")
    white = Image.new("RGB", image.size, "white")
    white.paste(layer, mask=layer.getchannel("A"))
    return white


def _eight_bits(image: Image.Image) -> Image.Image:
    """Grey of 16 bits: 65535 is white, so a step is 257; the one transparent grey lies on white."""
    values = np.asarray(image).astype(np.uint32)
    grey = ((values + 128) // 257).astype(np.uint8)
    if "transparency" in image.info:
        grey[values == image.info["transparency"]] = 255
    return Image.fromarray(grey).convert("RGB")


def _orientation(image: Image.Image) -> int:
    try:
        value = image.getexif().get(_ORIENTATION, 1)
    except Exception:  # damaged metadata does not damage the picture
        return 1
    return value if isinstance(value, int) else 1


def _upright(image: Image.Image, orientation: int) -> Image.Image:
    turn = _TURNS.get(orientation)
    return image if turn is None else image.transpose(turn)
