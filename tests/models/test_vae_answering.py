"""Drawing, encoding and walking online: an untrained autoencoder answers as well as a trained one."""

from __future__ import annotations

import base64
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from pydantic import BaseModel, ValidationError

from models.job import Pictures, Trained
from models.recipe import InputError
from models.vae import questions as q
from models.vae.answering import VaeAnswerer, load
from models.vae.card import CARD, Params
from models.vae.latent_plane import plane_through
from models.vae.networks import Networks, build
from tests.models.fakes import FakeBundle

ACTION_QUERIES = {action.name: action.Query for action in CARD.actions}


def answerer(folder: Path, latent: int = 2, side: int = 28, channels: int = 1) -> tuple[VaeAnswerer, Networks]:
    folder.mkdir(exist_ok=True)
    networks = build(Params(latent=latent, filters=4, dense=8), side, channels)
    means = np.random.default_rng(0).standard_normal((50, latent)).astype(np.float32)
    asset = {"latent": latent, "side": side, "channels": channels, "plane": plane_through(means).document()}
    probes = {"encoder": np.zeros((1, side, side, channels), np.float32), "decoder": means[:1]}
    both = {"encoder": networks.encoder, "decoder": networks.decoder}
    return load(FakeBundle(Trained(both, probes, {"vae": asset}, {}, {}, {}), folder)), networks


@pytest.fixture(scope="module")
def flat(tmp_path_factory: pytest.TempPathFactory) -> tuple[VaeAnswerer, Networks]:
    return answerer(tmp_path_factory.mktemp("flat"))


@pytest.fixture(scope="module")
def deep(tmp_path_factory: pytest.TempPathFactory) -> tuple[VaeAnswerer, Networks]:
    return answerer(tmp_path_factory.mktemp("deep"), latent=5, side=32, channels=3)


def pixels(image: str) -> np.ndarray:
    with Image.open(io.BytesIO(base64.b64decode(image))) as picture:
        return np.asarray(picture)


def drawn(networks: Networks, codes: np.ndarray) -> np.ndarray:
    values: np.ndarray = np.rint(np.asarray(networks.decoder(codes.astype(np.float32))) * 255)
    return values


def test_a_point_becomes_the_decoders_picture(flat: tuple[VaeAnswerer, Networks]) -> None:
    queries = [q.LatentQuery(latent=[0.5, -1.0]), q.LatentQuery(latent=[40.0, 3.0])]
    answers = flat[0].answer(queries)
    expected = drawn(flat[1], np.array([[0.5, -1.0], [40.0, 3.0]]))
    for answer, picture in zip(answers, expected, strict=True):
        assert (answer.width, answer.height) == (28, 28)
        assert np.abs(pixels(answer.image).astype(int) - picture[..., 0]).max() <= 1


def test_colour_pictures_keep_their_channels(deep: tuple[VaeAnswerer, Networks]) -> None:
    code = [0.1, 0.2, 0.3, 0.4, 0.5]
    picture = pixels(deep[0].answer([q.LatentQuery(latent=code)])[0].image)
    assert picture.shape == (32, 32, 3)
    assert np.abs(picture.astype(int) - drawn(deep[1], np.array([code]))[0]).max() <= 1


def test_decode_takes_one_vector_or_many(flat: tuple[VaeAnswerer, Networks]) -> None:
    one = flat[0].decode(q.DecodeQuery.model_validate({"latent": [1, 2.5]}))
    many = flat[0].decode(q.DecodeQuery.model_validate({"latent": [[1, 2.5], [0, 0]]}))
    assert one.images.shape == (1, 28, 28, 3) and one.images.dtype == np.uint8 and many.images.shape[0] == 2
    assert np.array_equal(one.images[0], many.images[0]) and one.facts == {"latents": [[1.0, 2.5]]}


def test_samples_repeat_with_their_seed(deep: tuple[VaeAnswerer, Networks]) -> None:
    first, again, other = (deep[0].sample(q.SampleQuery(n=64, seed=seed)) for seed in (3, 3, 4))
    assert first.images.shape == (64, 32, 32, 3) and np.array_equal(first.images, again.images)
    assert first.facts == again.facts != other.facts
    codes = np.array(first.facts["latents"])
    assert abs(codes.mean()) < 0.2 and abs(codes.std() - 1) < 0.2
    assert np.array_equal(deep[0].decode(q.DecodeQuery(latent=first.facts["latents"])).images, first.images)


def test_a_walk_keeps_both_ends(flat: tuple[VaeAnswerer, Networks]) -> None:
    made = flat[0].interpolate(q.InterpolateQuery(start=[-2.0, 1.0], end=[2.0, 0.0], steps=5))
    assert made.facts["latents"] == [[-2, 1], [-1, 0.75], [0, 0.5], [1, 0.25], [2, 0]] and made.columns == 5
    assert np.array_equal(made.images[0], flat[0].decode(q.DecodeQuery(latent=[[-2.0, 1.0]])).images[0])


def test_arithmetic_ends_with_the_weighted_sum(flat: tuple[VaeAnswerer, Networks]) -> None:
    terms = [q.Term(latent=[1.0, 2.0]), q.Term(latent=[0.5, 0.5], weight=-2.0), q.Term(latent=[0.0, 1.0])]
    made = flat[0].arithmetic(q.ArithmeticQuery(terms=terms))
    assert made.facts["latents"][-1] == [0.0, 2.0] and len(made.images) == made.columns == 4


@pytest.mark.parametrize("name", ["flat", "deep"])
def test_the_manifold_is_one_sheet_with_the_top_highest(name: str, request: pytest.FixtureRequest) -> None:
    model, _ = request.getfixturevalue(name)
    made: Pictures = model.manifold(q.ManifoldQuery(side=5))
    side = 28 if name == "flat" else 32
    assert made.images.shape == (1, 5 * side, 5 * side, 3)
    if name == "flat":
        corner = [made.facts["along"][0], made.facts["along"][-1]]  # left, up
        alone = model.decode(q.DecodeQuery(latent=[corner])).images[0].astype(int)
        assert np.abs(made.images[0, :28, :28] - alone).max() <= 1


def test_encoding_gives_the_encoders_code_and_its_cost(flat: tuple[VaeAnswerer, Networks]) -> None:
    picture = np.random.default_rng(0).integers(0, 256, (28, 28, 1), np.uint8)
    row = picture.ravel().tolist()
    item = flat[0].encode(q.EncodeQuery(pixels=[row])).items[0]
    encoded = np.asarray(flat[1].encoder(picture[None].astype(np.float32)))[0]
    assert [*item.mean, *item.log_variance] == pytest.approx(encoded.tolist(), abs=1e-4)
    mean, log_variance = encoded[:2], encoded[2:]
    assert item.kl == pytest.approx(0.5 * float((mean**2 + np.exp(log_variance) - 1 - log_variance).sum()), rel=1e-3)
    rebuilt = np.asarray(flat[1].decoder(mean[None]))[0].astype(np.float64)
    target = picture / 255
    cost = -(target * np.log(rebuilt) + (1 - target) * np.log(1 - rebuilt)).sum()
    assert item.reconstruction_loss == pytest.approx(float(cost), rel=1e-3)
    content = io.BytesIO()
    Image.fromarray(picture[..., 0]).save(content, "PNG")
    file = base64.b64encode(content.getvalue()).decode()
    assert flat[0].encode(q.EncodeQuery(images=[file])).items[0].mean == pytest.approx(item.mean, abs=1e-4)


def test_a_photo_is_cropped_shrunk_and_kept_in_colour(deep: tuple[VaeAnswerer, Networks]) -> None:
    photo = np.random.default_rng(0).integers(0, 256, (50, 80, 3), np.uint8)
    content = io.BytesIO()
    Image.fromarray(photo).save(content, "PNG")
    made = deep[0].encode(q.EncodeQuery(images=[base64.b64encode(content.getvalue()).decode()] * 2))
    assert len(made.items) == 2 and len(made.items[0].mean) == 5 and pixels(made.items[0].reconstruction).ndim == 3


def test_every_example_of_the_card_works(flat: tuple[VaeAnswerer, Networks]) -> None:
    for action in CARD.actions:
        for example in action.examples:
            made = getattr(flat[0], action.name)(action.Query.model_validate(example))
            assert isinstance(made, Pictures if action.Answer is None else action.Answer)
    flat[0].answer([q.LatentQuery.model_validate(example) for example in CARD.examples])


NAN, INFINITE = float("nan"), float("inf")
BAD: list[tuple[type[BaseModel], dict[str, Any]]] = [
    *((q.LatentQuery, {"latent": latent}) for latent in ([], [1.0], [0.0] * 65, [0, NAN], [0, INFINITE], [0, 50.1])),
    (q.LatentQuery, {"latent": ["0", 1.0]}),
    (q.LatentQuery, {"latent": [True, 1.0]}),
    (q.DecodeQuery, {"latent": []}),
    (q.DecodeQuery, {"latent": [[0.0, 1.0]] * 65}),
    (q.DecodeQuery, {"latent": [[0.0, 1.0], 3.0]}),
    (q.DecodeQuery, {"latent": [[0.0, NAN]]}),
    (q.DecodeQuery, {"latent": "0,1"}),
    *((q.SampleQuery, bad) for bad in ({"n": 0}, {"n": 65}, {"n": 1.5}, {"seed": -1}, {"seed": 2**32})),
    *((q.InterpolateQuery, {"start": [0, 0], "end": [1, 1], "steps": steps}) for steps in (1, 33)),
    (q.InterpolateQuery, {"start": [0, 0]}),
    (q.ArithmeticQuery, {"terms": []}),
    (q.ArithmeticQuery, {"terms": [{"latent": [0, 0], "weight": 10.5}]}),
    (q.ArithmeticQuery, {"terms": [{"latent": [0, 0], "weight": NAN}]}),
    *((q.ManifoldQuery, {"side": side}) for side in (4, 32)),
    (q.EncodeQuery, {}),
    (q.EncodeQuery, {"images": ["eA=="], "pixels": [[0]]}),
    (q.EncodeQuery, {"pixels": [[256]]}),
    (q.EncodeQuery, {"pixels": [[0]] * 17}),
    (q.EncodeQuery, {"images": []}),
    (Params, {"latent": 1}), (Params, {"latent": 65}), (Params, {"size": 30}), (Params, {"size": 68}),
    (Params, {"epochs": 0}), (Params, {"beta": -0.1}), (Params, {"beta": NAN}), (Params, {"learning_rate": 0}),
]  # fmt: skip


@pytest.mark.parametrize(("schema", "document"), BAD)
def test_bad_questions_are_refused(schema: type[BaseModel], document: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        schema.model_validate(document)


Ask = Callable[[VaeAnswerer], object]
REFUSED: list[tuple[Ask, str, str]] = [
    (lambda a: a.answer([q.LatentQuery(latent=[0, 0]), q.LatentQuery(latent=[0] * 3)]), "latent_length", "/1/latent"),
    (lambda a: a.decode(q.DecodeQuery(latent=[[0, 0], [0, 0, 0]])), "latent_length", "/latent/1"),
    (lambda a: a.interpolate(q.InterpolateQuery(start=[0, 0], end=[0] * 3)), "latent_length", "/end"),
    (lambda a: a.arithmetic(q.ArithmeticQuery(terms=[q.Term(latent=[0] * 3)])), "latent_length", "/terms/0/latent"),
    (lambda a: a.arithmetic(q.ArithmeticQuery(terms=[q.Term(latent=[6, 0], weight=9)])), "latent_too_far", "/terms"),
    (lambda a: a.encode(q.EncodeQuery(pixels=[[0] * 784, [0] * 783])), "pixels_length", "/pixels/1"),
    (lambda a: a.encode(q.EncodeQuery(images=["no base64"])), "image_base64_invalid", "/images/0"),
    (lambda a: a.encode(q.EncodeQuery(images=["\u4e2d"])), "image_base64_invalid", "/images/0"),
    (lambda a: a.encode(q.EncodeQuery(images=["eA=="])), "image_format_unsupported", "/images/0"),
    (lambda a: a.encode(q.EncodeQuery(images=[""])), "image_empty", "/images/0"),
]


@pytest.mark.parametrize(("ask", "code", "pointer"), REFUSED)
def test_what_only_the_model_can_refuse(flat: tuple[VaeAnswerer, Networks], ask: Ask, code: str, pointer: str) -> None:
    with pytest.raises(InputError) as caught:
        ask(flat[0])
    assert (caught.value.code, caught.value.pointer) == (code, pointer)
