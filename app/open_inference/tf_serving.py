"""TensorFlow Serving's REST API over the same models (tensorflow.org/tfx/serving/api_rest)."""

from __future__ import annotations

import json
from typing import Annotated, Any

import numpy as np
from fastapi import APIRouter, Path, Request, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict

from app.access.scopes import needs
from app.open_inference.asking import Asked, find, infer, versions_of
from app.open_inference.errors import REFUSALS, read_request
from app.open_inference.rows import read_columns, read_rows, written_columns, written_rows
from app.open_inference.tensor_json import refuse
from app.services import House, Services
from models.tensors import Tensor

router = APIRouter(prefix="/v1/models", tags=["tensorflow serving"], responses=REFUSALS)
Model = Annotated[str, Path(pattern=r"^[a-z0-9][a-z0-9-]{0,62}$")]
TYPES = {"FP32": "DT_FLOAT", "UINT8": "DT_UINT8", "BYTES": "DT_STRING", "INT32": "DT_INT32", "INT64": "DT_INT64"}


class PredictBody(BaseModel):
    """Rows under `instances`, or columns under `inputs`; one of both."""

    model_config = ConfigDict(extra="forbid")

    signature_name: str | None = None
    instances: list[Any] | None = None
    inputs: Any = None


class ExamplesBody(BaseModel):
    """Rows as named values; what is in the context counts for all of them."""

    model_config = ConfigDict(extra="forbid")

    signature_name: str | None = None
    context: dict[str, Any] | None = None
    examples: list[dict[str, Any]]


def _body(name: str) -> dict[str, Any]:
    schema = {"type": "object", "required": [name] if name == "examples" else [],
              "properties": {name: {"type": "array", "items": {}}}}  # fmt: skip
    return {
        "openapi_extra": {"requestBody": {"required": True, "content": {"application/json": {"schema": schema}}}},
        "response_class": Response,
        "responses": {200: {"content": {"application/json": {"schema": {"type": "object"}}}, "description": "Answers"}},
    }


@router.post("/{model}:predict", **_body("instances"), dependencies=[needs("predict")])
async def predict(request: Request, house: House, model: Model) -> Response:
    """Every output for rows (`instances`) or columns (`inputs`)."""
    return await _predict(request, house, model, None)


@router.post("/{model}/versions/{version}:predict", **_body("instances"), dependencies=[needs("predict")])
async def predict_version(request: Request, house: House, model: Model, version: str) -> Response:
    """Every output of one version."""
    return await _predict(request, house, model, version)


@router.post("/{model}:classify", **_body("examples"), dependencies=[needs("predict")])
async def classify(request: Request, house: House, model: Model) -> Response:
    """Labels with their scores, one list an example."""
    return await _classify(request, house, model, None)


@router.post("/{model}/versions/{version}:classify", **_body("examples"), dependencies=[needs("predict")])
async def classify_version(request: Request, house: House, model: Model, version: str) -> Response:
    """Labels with their scores by one version."""
    return await _classify(request, house, model, version)


@router.post("/{model}:regress", **_body("examples"), dependencies=[needs("predict")])
async def regress(request: Request, house: House, model: Model) -> Response:
    """One number an example."""
    return await _regress(request, house, model, None)


@router.post("/{model}/versions/{version}:regress", **_body("examples"), dependencies=[needs("predict")])
async def regress_version(request: Request, house: House, model: Model, version: str) -> Response:
    """One number an example by one version."""
    return await _regress(request, house, model, version)


@router.get("/{model}", response_class=JSONResponse, dependencies=[needs("models:read")])
async def status(house: House, model: Model) -> Response:
    """Which versions can be asked."""
    asked = await find(house, model, None)
    known = await house.in_thread(versions_of, house, asked.loaded.model)
    return JSONResponse({"model_version_status": [_status(number) for number in reversed(known)]})


@router.get("/{model}/versions/{version}", response_class=JSONResponse, dependencies=[needs("models:read")])
async def version_status(house: House, model: Model, version: str) -> Response:
    """Whether one version can be asked."""
    asked = await find(house, model, version)
    return JSONResponse({"model_version_status": [_status(asked.loaded.version)]})


@router.get("/{model}/metadata", response_class=JSONResponse, dependencies=[needs("models:read")])
async def metadata(house: House, model: Model) -> Response:
    """The signature of the version in production."""
    asked = await find(house, model, None)
    loaded = asked.loaded
    signature = {
        "inputs": {tensor.name: _info(tensor) for tensor in asked.tensors.inputs},
        "outputs": {tensor.name: _info(tensor) for tensor in asked.tensors.outputs},
        "method_name": "tensorflow/serving/predict",
    }
    spec = {"name": loaded.model, "signature_name": "", "version": str(loaded.version)}
    definition = {"signature_def": {"signature_def": {"serving_default": signature}}}
    return JSONResponse({"model_spec": spec, "metadata": definition})


def _status(version: int) -> dict[str, Any]:
    error = {"error_code": "OK", "error_message": ""}
    return {"version": str(version), "state": "AVAILABLE", "status": error}


def _info(tensor: Tensor) -> dict[str, Any]:
    sides = [{"size": str(side), "name": ""} for side in tensor.shape]
    return {"dtype": TYPES.get(tensor.datatype, "DT_INVALID"), "name": tensor.name,
            "tensor_shape": {"dim": sides, "unknown_rank": False}}  # fmt: skip


async def _predict(request: Request, house: Services, model: str, version: str | None) -> Response:
    asked = await find(house, model, version)
    wish = await read_request(request, house, asked.loaded.card, PredictBody)
    _check_signature(wish.signature_name)
    if (wish.instances is None) == (wish.inputs is None):
        raise refuse('Send either "instances" (rows) or "inputs" (columns).')
    if wish.instances is not None:
        outputs = await infer(house, asked, read_rows(asked.tensors.inputs, wish.instances), dict(request.headers.raw))
        return JSONResponse({"predictions": written_rows(asked.tensors.outputs, outputs)})
    outputs = await infer(house, asked, read_columns(asked.tensors.inputs, wish.inputs), dict(request.headers.raw))
    return JSONResponse({"outputs": written_columns(asked.tensors.outputs, outputs)})


def _check_signature(name: str | None) -> None:
    if name not in (None, "", "serving_default"):
        raise refuse('The only signature is "serving_default".')


async def _examples(request: Request, house: Services, asked: Asked) -> dict[str, np.ndarray]:
    wish = await read_request(request, house, asked.loaded.card, ExamplesBody)
    _check_signature(wish.signature_name)
    context = wish.context or {}
    largest = max(house.settings.max_json_bytes, asked.loaded.card.max_body_bytes or 0)
    _refuse_much(context, len(wish.examples), largest)
    rows = [{**context, **example} for example in wish.examples]
    return await infer(house, asked, read_rows(asked.tensors.inputs, rows), dict(request.headers.raw))


def _refuse_much(context: dict[str, Any], examples: int, limit: int) -> None:
    """What is written once counts for each example: a megabyte of it would otherwise become a million."""
    if len(json.dumps(context)) * examples > limit:
        raise refuse(f"The context, once for each of the {examples} examples, is larger than {limit} bytes.")


async def _classify(request: Request, house: Services, model: str, version: str | None) -> Response:
    asked = await find(house, model, version)
    scored = next((tensor for tensor in asked.tensors.outputs if tensor.name == "probabilities"), None)
    if scored is None:
        raise refuse(f"The model {model!r} does not classify.")
    outputs = await _examples(request, house, asked)
    rows = outputs[scored.name].tolist()
    return JSONResponse({"results": [[list(pair) for pair in zip(scored.names, row, strict=True)] for row in rows]})


async def _regress(request: Request, house: Services, model: str, version: str | None) -> Response:
    asked = await find(house, model, version)
    first = asked.tensors.outputs[0]
    if first.datatype != "FP32" or first.shape != (-1, 1):
        raise refuse(f"The model {model!r} does not give one number an example.")
    outputs = await _examples(request, house, asked)
    return JSONResponse({"results": outputs[first.name][:, 0].tolist()})
