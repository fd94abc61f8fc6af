"""Picture files become pixels, or are refused by name: rows B39-B48 of the bad-input matrix."""

from __future__ import annotations

import threading
import tracemalloc
import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from models.pictures.decode import decode, facts
from models.pictures.header import MOST_CHUNKS, MOST_SCANS, read_header
from models.pictures.receipt import pixels_digest
from models.recipe import InputError
from tests.api.image_files import (
    MAGIC,
    animated,
    black,
    bomb,
    chunk,
    noise,
    photo_from_a_phone,
    png,
    saved,
    smooth,
    with_text,
)  # fmt: skip

MB = 1_000_000
GOOD_PNG, GOOD_JPEG, GOOD_WEBP = saved(noise()), saved(smooth(), "JPEG"), saved(smooth(), "WEBP")
UNDECODED = {"image_empty", "image_format_unsupported", "image_too_many_pixels", "image_dimensions_invalid"}


def refusal(content: bytes, **more: int) -> str:
    """The code of the refusal."""
    with pytest.raises(InputError) as error:
        decode(content, **more)
    return error.value.code


def test_a_png_gives_its_pixels() -> None:
    pixels = decode(GOOD_PNG)

    assert pixels.dtype == np.uint8
    np.testing.assert_array_equal(pixels, noise())


@pytest.mark.parametrize("content", [GOOD_JPEG, GOOD_WEBP, saved(smooth(), "JPEG", progressive=True)])
def test_jpeg_and_webp_give_nearly_their_pixels(content: bytes) -> None:
    assert np.abs(decode(content).astype(int) - smooth()).mean() < 4


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "image_empty"),
        (png(60_000, 60_000), "image_too_many_pixels"),
        (black(12_000, 12_000), "image_too_many_pixels"),
        (black(24_000, 1001), "image_too_many_pixels"),
        (GOOD_PNG[:-20], "image_corrupt"),
        (GOOD_PNG[: len(GOOD_PNG) // 2], "image_corrupt"),
        (GOOD_JPEG[: len(GOOD_JPEG) // 2], "image_corrupt"),
        (GOOD_JPEG[:300], "image_corrupt"),
        (GOOD_WEBP[: len(GOOD_WEBP) // 2], "image_corrupt"),
        (GOOD_PNG[:5000] + b"\x00\x01" + GOOD_PNG[5002:], "image_corrupt"),
        (GOOD_PNG[:-14] + b"\xff\xff" + GOOD_PNG[-12:], "image_corrupt"),
        (black(64, 64, bomb(b"iCCP", 2 * MB)), "image_corrupt"),
        (black(64, 64, bomb(b"zTXt", 60 * MB)), "image_corrupt"),
        (black(64, 64, *[bomb(b"zTXt", 900_000)] * 200), "image_corrupt"),
        (black(64, 64, *[chunk(b"teXt", b"")] * MOST_CHUNKS), "image_corrupt"),
        (MAGIC, "image_corrupt"),
        (png(0, 0), "image_format_unsupported"),
        (black(1, 1), "image_dimensions_invalid"),
        (black(20_000, 1), "image_dimensions_invalid"),
        (black(31, 64), "image_dimensions_invalid"),
        (black(32, 257), "image_dimensions_invalid"),
        (saved(noise(), "GIF"), "image_format_unsupported"),
        (saved(noise(), "BMP"), "image_format_unsupported"),
        (saved(noise(), "TIFF"), "image_format_unsupported"),
        (saved(noise(), "EPS"), "image_format_unsupported"),
        (saved(noise(), "PDF"), "image_format_unsupported"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "image_format_unsupported"),
        (animated("PNG"), "image_animated"),
        (animated("WEBP"), "image_animated"),
    ],
    ids=[
        "b39", "b40-header", "b40-bomb", "b40-one-too-many", "b41-png-tail", "b41-png-half", "b41-jpeg-half",
        "b41-jpeg-head", "b41-webp-half", "b41-crc", "b41-crc-itself", "b41-icc", "b41-ztxt", "b41-many-ztxt",
        "b41-many-chunks", "b41-magic-only", "b42", "b43-one", "b43-line", "b43-side", "b43-ratio", "b44-gif",
        "b44-bmp", "b44-tiff", "b44-eps", "b44-pdf", "b44-svg", "b45-apng", "b45-webp",
    ],
)  # fmt: skip
def test_a_bad_picture_is_refused_by_name_and_takes_no_memory(content: bytes, code: str) -> None:
    tracemalloc.start()
    try:
        assert refusal(content) == code
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < len(content) + (MB if code in UNDECODED else 5 * MB)


@pytest.mark.parametrize("extreme", [black(32, 256), black(6000, 4000)])
def test_the_limits_themselves_are_allowed(extreme: bytes) -> None:
    assert decode(extreme).shape[:2] == (read_header(extreme).height, read_header(extreme).width)


def test_pictures_of_data_sets_may_be_smaller() -> None:
    assert decode(black(28, 28), smallest_side=16).shape == (28, 28, 3)
    assert refusal(black(15, 28), smallest_side=16) == "image_dimensions_invalid"


def test_a_jpeg_of_very_many_scans_is_refused() -> None:
    progressive = saved(smooth(), "JPEG", progressive=True)
    start = progressive.index(b"\xff\xda")
    last = progressive.rindex(b"\xff\xda")
    scan = progressive[last:-2]

    assert decode(progressive[:start] + progressive[start:-2] + scan + b"\xff\xd9").shape == (48, 64, 3)
    assert refusal(progressive[:-2] + scan * MOST_SCANS + b"\xff\xd9") == "image_corrupt"


@pytest.mark.parametrize("orientation", range(1, 9))
def test_b46_a_photo_comes_upright(orientation: int) -> None:
    stored = decode(photo_from_a_phone(1))
    ways = {
        1: stored, 2: stored[:, ::-1], 3: stored[::-1, ::-1], 4: stored[::-1], 5: stored.swapaxes(0, 1),
        6: np.rot90(stored, -1), 7: np.rot90(stored, 2).swapaxes(0, 1), 8: np.rot90(stored),
    }  # fmt: skip

    np.testing.assert_array_equal(decode(photo_from_a_phone(orientation)), ways[orientation])


def test_b47_every_kind_of_pixel_becomes_rgb() -> None:
    picture = Image.fromarray(smooth())
    for mode in ("1", "L", "P", "CMYK", "YCbCr"):
        content = saved(picture.convert(mode), "JPEG" if mode in ("CMYK", "YCbCr") else "PNG")
        assert np.abs(decode(content).astype(int) - np.asarray(picture.convert(mode).convert("RGB"))).mean() < 4, mode


def test_b47_sixteen_bits_are_scaled() -> None:
    values = np.linspace(0, 65_535, 48 * 64).reshape(48, 64).astype(np.uint16)

    pixels = decode(saved(Image.fromarray(values)))

    assert pixels.min() == 0 and pixels.max() == 255
    np.testing.assert_array_equal(pixels[..., 0], np.rint(values / 257))


def test_b47_what_is_transparent_lies_on_white() -> None:
    layer = np.zeros((48, 64, 4), np.uint8)
    layer[:, 32:, 3] = 255
    layer[:, :8, 3] = 128
    row = bytes([0]) + b"\x10\x10" * 64
    grey_16 = png(64, 48, chunk(b"tRNS", b"\x10\x10"), rows=row * 48, depth=16, colour=0)
    palette = Image.fromarray(np.zeros((48, 64), np.uint8), "P")

    pixels = decode(saved(Image.fromarray(layer)))
    assert (pixels[:, 8:32] == 255).all() and (pixels[:, 32:] == 0).all() and (pixels[:, :8] == 127).all()
    assert (decode(saved(Image.fromarray(layer).convert("LA")))[:, 8:32] == 255).all()
    assert (decode(saved(palette, transparency=0)) == 255).all()
    assert (decode(grey_16) == 255).all()


def test_b48_what_follows_the_picture_is_of_no_interest() -> None:
    page = b"<html><script>alert(1)</script>PK\x03\x04"

    np.testing.assert_array_equal(decode(GOOD_JPEG + page), decode(GOOD_JPEG))
    np.testing.assert_array_equal(decode(GOOD_PNG + page), noise())


def test_facts_are_those_of_the_pixels() -> None:
    found, flat = facts(decode(with_text("secret"))), facts(decode(black(40, 32)))

    assert (found.width, found.height, found.flat, found.sha256) == (64, 48, False, pixels_digest(noise()))
    assert (flat.width, flat.height, flat.flat) == (40, 32, True)


def test_no_global_limit_is_touched_by_many_threads() -> None:
    before = (Image.MAX_IMAGE_PIXELS, list(warnings.filters))
    wrong: list[str] = []

    def work() -> None:
        for _ in range(20):
            if not np.array_equal(decode(GOOD_PNG), noise()) or refusal(png(60_000, 60_000)) != "image_too_many_pixels":
                wrong.append("other pixels")

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert not wrong
    assert (Image.MAX_IMAGE_PIXELS, list(warnings.filters)) == before


def judged(content: bytes) -> None:
    """A picture or a refusal, and nothing else."""
    try:
        pixels = decode(content)
    except InputError as error:
        assert error.code.startswith("image_")
    else:
        assert pixels.dtype == np.uint8 and pixels.ndim == 3 and pixels.shape[2] == 3


@given(st.sampled_from([b"", MAGIC, b"\xff\xd8\xff", b"RIFF\x40\0\0\0WEBPVP8X"]), st.binary(max_size=300))
def test_any_bytes_are_a_picture_or_refused(magic: bytes, rest: bytes) -> None:
    judged(magic + rest)


@given(
    st.sampled_from([GOOD_PNG[:2000] + GOOD_PNG[-500:], GOOD_JPEG, GOOD_WEBP, photo_from_a_phone()]),
    st.lists(st.tuples(st.integers(0, 4000), st.binary(min_size=1, max_size=4)), min_size=1, max_size=6),
)
def test_any_corruption_gives_a_picture_or_a_refusal(content: bytes, changes: list[tuple[int, bytes]]) -> None:
    damaged = bytearray(content)
    for at, new in changes:
        damaged[at % len(damaged) : at % len(damaged) + len(new)] = new
    judged(bytes(damaged))


@given(
    st.lists(st.tuples(st.sampled_from([b"zTXt", b"iCCP", b"eXIf", b"tRNS", b"PLTE", b"iTXt", b"pHYs", b"gAMA"]),
                       st.binary(max_size=40)), max_size=4),
    st.sampled_from([0, 2, 3, 4, 6]), st.sampled_from([1, 2, 4, 8, 16]), st.binary(max_size=200),
)  # fmt: skip
def test_any_chunks_with_right_check_sums_give_a_picture_or_a_refusal(
    chunks: list[tuple[bytes, bytes]], colour: int, depth: int, rows: bytes
) -> None:
    more = [chunk(name, data) for name, data in chunks]

    judged(png(40, 40, *more, rows=rows * 80, depth=depth, colour=colour))
