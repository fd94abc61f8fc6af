"""Was this picture made here, in this way? Reads the receipt in a PNG and lets its pixels be computed again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeGuard

from pydantic import ValidationError

from app.access.principal import acting
from app.errors import AppError, invalid
from app.http.problems import from_input
from app.jobs import service as jobs
from app.jobs.estimate import estimate
from app.jobs.steer import check_change
from app.jobs.submit import Order
from app.services import Services
from app.serving.actions import find_action, perform, read_query
from app.serving.loaded import Loaded
from models.catalog import CARDS
from models.pictures.decode import decode
from models.pictures.grid import grid
from models.pictures.header import PNG_MAGIC
from models.pictures.receipt import pixels_digest, read_receipt
from models.recipe import Card, InputError, Schema

Json = dict[str, Any]
MAX_SIDE = 10_000
STEERING_LIMIT = 200


@dataclass(frozen=True)
class Claim:
    """A picture and what it says about itself."""

    receipt: Json
    pixels: str  # digest of the pixels that were sent


def read_claim(content: bytes) -> Claim:
    """The claim of a PNG.

    Raises:
        AppError: 415 for another format; 422 `receipt_missing` and what is wrong with the picture.
    """
    if not content.startswith(PNG_MAGIC):
        raise AppError(415, "image_format_unsupported", "Only a PNG carries a receipt.")
    try:
        pixels = decode(content, smallest_side=1, longest_ratio=MAX_SIDE)  # a strip of digits is no photo
    except InputError as error:
        raise from_input(error, "/file") from None
    receipt = read_receipt(content)
    if receipt is None:
        raise invalid("/file", "receipt_missing", "The PNG carries no receipt of Chapterhouse.")
    return Claim(receipt, pixels_digest(pixels))


def recompute_sample(claim: Claim, loaded: Loaded) -> str:
    """The digest of the pixels that the model makes of the same question."""
    if loaded.digest != claim.receipt.get("digest"):
        detail = "The model's files are not those that the receipt names."
        raise AppError(409, "receipt_outdated", detail)
    action = find_action(loaded, str(claim.receipt.get("action"))[:40])
    if action.Answer is not None:
        raise _bad_receipt()
    made = perform(loaded, action, read_query(action, claim.receipt.get("query")))
    return pixels_digest(grid(made.images, made.columns))


def order(house: Services, claim: Claim) -> Order:
    """The job that makes the picture again.

    Raises:
        AppError: 422 `receipt_invalid` when the receipt names no recipe, or settings that it does not know.
    """
    receipt = claim.receipt
    card = CARDS.get(str(receipt.get("recipe")))
    seed, picture = receipt.get("seed"), receipt.get("picture")
    if card is None or card.kind != "generate" or not is_number(seed) or not isinstance(picture, str):
        raise _bad_receipt()
    params = _params(card, receipt.get("params"))
    jobs.check_params(house, card, params)
    settings = params.model_dump(mode="json")
    with house.database.read() as session:
        cost_s = estimate(session, card, "generate", settings).cost_s
    wanted = {"params": settings, "picture": picture[:100], "pixels": claim.pixels}
    return Order(
        kind="verify", recipe=card.name, params=wanted, seed=seed, owner=acting().owner,
        key_id=acting().key_id, model=card.name, cost_s=cost_s,
        steering=_steering(card, settings, receipt.get("steering", [])), max_attempts=house.settings.max_attempts,
    )  # fmt: skip


def is_number(value: Any) -> TypeGuard[int]:
    """Whether it is a whole number that the database can hold."""
    return type(value) is int and 0 <= value < 2**31


def _params(card: Card, document: Any) -> Schema:
    try:
        return card.Params.model_validate(document)
    except ValidationError:
        raise _bad_receipt() from None


def _steering(card: Card, settings: Json, items: Any) -> list[Json]:
    """The recorded changes, each with its step: the run takes them up at the same steps."""
    if not isinstance(items, list) or len(items) > STEERING_LIMIT:
        raise _bad_receipt()
    return [_change(card, settings, item) for item in items]


def _change(card: Card, settings: Json, item: Any) -> Json:
    if not isinstance(item, dict) or not is_number(item.get("step")) or not isinstance(item.get("params"), dict):
        raise _bad_receipt()
    try:
        return {"step": item["step"], "params": check_change(card, settings, item["params"])}
    except AppError:
        raise _bad_receipt() from None


def _bad_receipt() -> AppError:
    return invalid("/file", "receipt_invalid", "The receipt in the PNG does not describe a run that can be repeated.")
