"""Draws and encodes pictures with one version of an autoencoder. NumPy, Pillow and ONNX Runtime only."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence

import numpy as np

from models.data.images import SMALLEST_SIDE, in_channels, middle_square
from models.job import Bundle, Pictures
from models.pictures.decode import decode
from models.pictures.grid import grid
from models.pictures.inline import base64_png
from models.recipe import InputError
from models.vae import questions as q
from models.vae.latent_plane import manifold_points, plane_from, quantiles

_SMALLEST = 1e-6  # keeps the logarithm of a pixel finite


class VaeAnswerer:
    """Answers with one version; each method is an action of the card."""

    def __init__(self, bundle: Bundle) -> None:
        facts = bundle.asset("vae")
        self.latent: int = facts["latent"]
        self._side: int = facts["side"]
        self._channels: int = facts["channels"]
        self._plane = plane_from(facts["plane"])
        self._encoder, self._decoder = bundle.session("encoder"), bundle.session("decoder")
        self._pixels_in = self._encoder.get_inputs()[0].name
        self._code_in = self._decoder.get_inputs()[0].name

    def answer(self, queries: Sequence[q.LatentQuery]) -> list[q.PictureAnswer]:
        """Give the picture of each point, in order."""
        codes = self._codes([query.latent for query in queries], "/{}/latent")
        images = to_bytes(self._decode(codes))
        return [q.PictureAnswer(image=base64_png(image), width=self._side, height=self._side) for image in images]

    @property
    def shape(self) -> tuple[int, int, int]:
        """Height, width and channels of a picture."""
        return (self._side, self._side, self._channels)

    def pictures_at(self, codes: np.ndarray) -> np.ndarray:
        """Give the pictures of points `(n, latent)`: uint8 `(n, h, w, c)`.

        Raises:
            InputError: `latent_too_far` for a point beyond what a query may name, or no number.
        """
        if not (np.abs(codes) <= q.FARTHEST).all():
            message = f"Every coordinate must lie between -{q.FARTHEST:.0f} and {q.FARTHEST:.0f}."
            raise InputError(message, "latent_too_far", "/latent")
        return to_bytes(self._decode(codes.astype(np.float32)))

    def decode(self, query: q.DecodeQuery) -> Pictures:
        """Give the pictures of points."""
        return self._pictures(self._codes(query.latent, "/latent/{}"))

    def sample(self, query: q.SampleQuery) -> Pictures:
        """Give pictures of points drawn from the prior; the same seed gives the same points."""
        codes = np.random.default_rng(query.seed).standard_normal((query.n, self.latent))
        return self._pictures(codes.astype(np.float32))

    def interpolate(self, query: q.InterpolateQuery) -> Pictures:
        """Give pictures along the straight line between two points."""
        start, end = self._codes([query.start], "/start"), self._codes([query.end], "/end")
        share = np.linspace(0, 1, query.steps, dtype=np.float32)[:, None]
        return self._pictures(start + share * (end - start), columns=query.steps)

    def arithmetic(self, query: q.ArithmeticQuery) -> Pictures:
        """Give the picture of each term, and last that of their weighted sum.

        Raises:
            InputError: `latent_length`; `latent_too_far` when the sum lies beyond what a query may name.
        """
        codes = self._codes([term.latent for term in query.terms], "/terms/{}/latent")
        weights = np.array([term.weight for term in query.terms], np.float32)
        total = weights @ codes
        if np.abs(total).max() > q.FARTHEST:
            message = f"The sum lies {np.abs(total).max():.0f} away from 0; at most {q.FARTHEST:.0f} is allowed."
            raise InputError(message, "latent_too_far", "/terms")
        return self._pictures(np.concatenate([codes, total[None]]), columns=len(codes) + 1)

    def manifold(self, query: q.ManifoldQuery) -> Pictures:
        """Give the sheet of the whole map as one picture; `along` are the places of its columns, left to right."""
        points = manifold_points(self._plane, query.side)
        sheet = grid(as_colour(self._decode(self._plane.codes(points))), query.side, gap=0)
        facts = {"side": query.side, "along": quantiles(query.side).tolist(), "plane": self._plane.document()}
        return Pictures(sheet[None], 1, facts)

    def encode(self, query: q.EncodeQuery) -> q.EncodeAnswer:
        """Give the place of each picture and what comes back from there.

        Raises:
            InputError: `image_base64_invalid`, `pixels_length`, or a code of `models.pictures.decode`.
        """
        pixels = self._from_files(query.images) if query.images is not None else self._from_rows(query.pixels or [])
        encoded = self._encoder.run(None, {self._pixels_in: pixels.astype(np.float32)})[0]
        means, log_variances = np.split(encoded, 2, axis=1)
        rebuilt = self._decode(means)
        lost = _reconstruction_loss(pixels / 255.0, rebuilt)
        costs = 0.5 * (means**2 + np.exp(log_variances) - 1 - log_variances).sum(axis=1)
        items = [
            q.Encoded(
                mean=mean.tolist(), log_variance=log_variance.tolist(), reconstruction=base64_png(image),
                reconstruction_loss=float(loss), kl=float(cost),
            )
            for mean, log_variance, image, loss, cost in zip(
                means, log_variances, to_bytes(rebuilt), lost, costs, strict=True
            )
        ]  # fmt: skip
        return q.EncodeAnswer(width=self._side, height=self._side, items=items)

    def _decode(self, codes: np.ndarray) -> np.ndarray:
        values: np.ndarray = self._decoder.run(None, {self._code_in: codes})[0]
        return values

    def _pictures(self, codes: np.ndarray, columns: int = 8) -> Pictures:
        return Pictures(as_colour(self._decode(codes)), columns, {"latents": codes.tolist()})

    def _codes(self, vectors: Sequence[Sequence[float]], pointer: str) -> np.ndarray:
        """Give the vectors as one array; `pointer` has a place for the number of the vector."""
        for number, vector in enumerate(vectors):
            if len(vector) != self.latent:
                message = f"The vector has {len(vector)} numbers; this model takes {self.latent}."
                raise InputError(message, "latent_length", pointer.format(number))
        return np.array(vectors, np.float32)

    def _from_files(self, files: Sequence[str]) -> np.ndarray:
        pictures = [self._from_file(file, f"/images/{number}") for number, file in enumerate(files)]
        return np.concatenate([in_channels(picture[None], self._channels == 3) for picture in pictures])

    def _from_file(self, file: str, pointer: str) -> np.ndarray:
        try:
            content = base64.b64decode(file, validate=True)
        except (binascii.Error, ValueError):
            raise InputError("The picture is not valid base64.", "image_base64_invalid", pointer) from None
        try:
            return middle_square(decode(content, smallest_side=SMALLEST_SIDE), self._side)
        except InputError as error:
            raise InputError(str(error), error.code, pointer) from error

    def _from_rows(self, rows: Sequence[Sequence[int]]) -> np.ndarray:
        shape = self.shape
        for number, row in enumerate(rows):
            if len(row) != np.prod(shape):
                message = f"The row has {len(row)} pixels; this model takes {shape[0]} x {shape[1]} x {shape[2]}."
                raise InputError(message, "pixels_length", f"/pixels/{number}")
        return np.array(rows, np.uint8).reshape(-1, *shape)


def to_bytes(values: np.ndarray) -> np.ndarray:
    """Give pixels 0..1 as uint8, rounded to the nearest; same shape."""
    return (values * 255 + 0.5).astype(np.uint8)


def as_colour(values: np.ndarray) -> np.ndarray:
    """Give pixels 0..1, `(n, h, w, 1)` or `(n, h, w, 3)`, as uint8 `(n, h, w, 3)`."""
    pixels = to_bytes(values)
    return pixels if pixels.shape[-1] == 3 else np.repeat(pixels, 3, axis=-1)


def _reconstruction_loss(target: np.ndarray, rebuilt: np.ndarray) -> np.ndarray:
    """Give the binary cross-entropy summed over the pixels of each picture, in nats."""
    safe = np.clip(rebuilt.astype(np.float64), _SMALLEST, 1 - _SMALLEST)
    cost = -(target * np.log(safe) + (1 - target) * np.log1p(-safe))
    summed: np.ndarray = cost.sum(axis=(1, 2, 3))
    return summed


def load(bundle: Bundle) -> VaeAnswerer:
    """Give the answerer of a published version."""
    return VaeAnswerer(bundle)
