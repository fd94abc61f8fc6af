"""The Open Inference Protocol v2 over HTTP (kserve/open-inference-protocol, inference_rest.md)."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from sqlalchemy import select, text

from app import __version__
from app.access.owners import askable, require_own_model
from app.access.scopes import needs, public
from app.db.tables import AliasRow, ModelRow
from app.open_inference.asking import Asked, find, infer, versions_of
from app.open_inference.errors import REFUSALS, body_of, read_request
from app.open_inference.schemas import (
    InferenceRequest,
    InferenceResponse,
    Loading,
    ModelList,
    ModelMetadata,
    ModelReady,
    ServerMetadata,
    ServerReady,
)
from app.open_inference.tensor_json import check, read_array, refuse, to_json
from app.registry.publish import PRODUCTION
from app.services import House, Services
from models.tensors import NUMPY, Tensor

router = APIRouter(prefix="/v2", tags=["open inference"], responses=REFUSALS)
EXTENSIONS = ["model_versions", "generate", "model_repository"]
PLATFORM = "onnx_onnxv1"


@router.get("", response_model=ServerMetadata, include_in_schema=False, dependencies=[needs("models:read")])
@router.get("/", response_model=ServerMetadata, dependencies=[needs("models:read")])
async def server_metadata() -> ServerMetadata:
    """The server, its version and the extensions of the protocol that it knows."""
    return ServerMetadata(name="chapterhouse", version=__version__, extensions=EXTENSIONS)


@router.get("/health/live", response_model=ServerReady, dependencies=[public()])
async def server_live() -> ServerReady:
    """The process answers."""
    return ServerReady(live=True, ready=True)


@router.get(
    "/health/ready",
    response_model=ServerReady,
    responses={503: {"model": ServerReady, "description": "Not ready"}},
    dependencies=[public()],
)
def server_ready(house: House, response: Response) -> ServerReady:
    """The database answers and the models in production are loaded; 503 otherwise, and when this process is going."""
    with house.database.read() as session:
        session.execute(text("SELECT 1"))
    ready = house.serving.is_warm and not house.ending.begun
    response.status_code = 200 if ready else 503
    return ServerReady(live=True, ready=ready)


@router.get("/models", response_model=ModelList, dependencies=[needs("models:read")])
def list_models(house: House) -> ModelList:
    """Models with a version in production."""
    with house.database.read() as session:
        pointed = select(AliasRow.model).join(ModelRow, ModelRow.name == AliasRow.model)
        shown = pointed.where(AliasRow.alias == PRODUCTION, askable(ModelRow.owner))
        names = session.scalars(shown.order_by(AliasRow.model))
        return ModelList(models=list(names))


@router.get(
    "/models/{model}",
    response_model=ModelMetadata,
    response_model_exclude_none=True,
    dependencies=[needs("models:read")],
)
async def model_metadata(house: House, model: str) -> ModelMetadata:
    """The tensors of the version in production."""
    return await _metadata(house, model, None)


@router.get(
    "/models/{model}/versions/{version}",
    response_model=ModelMetadata,
    response_model_exclude_none=True,
    dependencies=[needs("models:read")],
)
async def version_metadata(house: House, model: str, version: str) -> ModelMetadata:
    """The tensors of one version."""
    return await _metadata(house, model, version)


@router.get("/models/{model}/ready", response_model=ModelReady, dependencies=[needs("models:read")])
async def model_ready(house: House, model: str) -> ModelReady:
    """Whether the version in production answers; 404 for an unknown model, 503 when it cannot be loaded."""
    return await _ready(house, model, None)


@router.get("/models/{model}/versions/{version}/ready", response_model=ModelReady, dependencies=[needs("models:read")])
async def version_ready(house: House, model: str, version: str) -> ModelReady:
    """Whether one version answers."""
    return await _ready(house, model, version)


INFER: dict[str, Any] = {
    "response_class": Response,
    "responses": {200: {"model": InferenceResponse}},
    "openapi_extra": body_of(InferenceRequest),
}


@router.post("/models/{model}/infer", **INFER, dependencies=[needs("predict")])
async def infer_model(request: Request, house: House, model: str) -> Response:
    """Answer tensors with the version in production."""
    return await _infer(request, house, model, None)


@router.post("/models/{model}/versions/{version}/infer", **INFER, dependencies=[needs("predict")])
async def infer_version(request: Request, house: House, model: str, version: str) -> Response:
    """Answer tensors with one version."""
    return await _infer(request, house, model, version)


@router.post("/repository/models/{model}/load", response_model=Loading, dependencies=[needs("models:write")])
async def load_model(house: House, model: str) -> Loading:
    """Bring the version in production into memory."""
    await find(house, model, None)
    return Loading(name=model, load=True)


@router.post("/repository/models/{model}/unload", response_model=Loading, dependencies=[needs("models:write")])
async def unload_model(house: House, model: str) -> Loading:
    """Forget what a name stands for; its memory is taken when other models need it."""
    asked = await find(house, model, None)
    require_own_model(asked.loaded.model, asked.loaded.owner)
    house.serving.forget()
    return Loading(name=model, load=False)


async def _metadata(house: Services, model: str, version: str | None) -> ModelMetadata:
    asked = await find(house, model, version)
    loaded = asked.loaded
    known = await house.in_thread(versions_of, house, loaded.model)
    properties = {"recipe": loaded.card.name, "version": str(loaded.version), "digest": loaded.digest}
    return ModelMetadata(
        name=loaded.model, versions=[str(number) for number in known], platform=PLATFORM,
        inputs=[_facts(tensor) for tensor in asked.tensors.inputs],
        outputs=[_facts(tensor) for tensor in asked.tensors.outputs], properties=properties,
    )  # fmt: skip


def _facts(tensor: Tensor) -> Any:
    facts: dict[str, Any] = {"name": tensor.name, "datatype": tensor.datatype, "shape": list(tensor.shape)}
    return facts | ({"parameters": {"names": list(tensor.names)}} if tensor.names else {})


async def _ready(house: Services, model: str, version: str | None) -> ModelReady:
    asked = await find(house, model, version)
    return ModelReady(name=asked.loaded.model, ready=True)


async def _infer(request: Request, house: Services, model: str, version: str | None) -> Response:
    asked = await find(house, model, version)
    wish = await read_request(request, house, asked.loaded.card, InferenceRequest)
    wanted = [asked.output(output.name) for output in wish.outputs or asked.tensors.outputs]
    outputs = await infer(house, asked, _inputs(asked, wish), dict(request.headers.raw))
    answer: dict[str, Any] = {"model_name": asked.loaded.model, "model_version": str(asked.loaded.version)}
    if wish.id is not None:
        answer["id"] = wish.id
    answer["outputs"] = [to_json(tensor, outputs[tensor.name]) for tensor in wanted]
    return JSONResponse(answer)


def _inputs(asked: Asked, wish: InferenceRequest) -> dict[str, Any]:
    given = {}
    for sent in wish.inputs:
        expected = asked.input(sent.name)
        if sent.name in given:
            raise refuse(f"The input {sent.name!r} is given twice.")
        if sent.datatype not in NUMPY:
            raise refuse(f"Input {sent.name!r}: there is no datatype {sent.datatype[:20]!r}.")
        values = read_array(sent.name, sent.datatype, sent.shape, sent.data, sent.parameters)
        check(expected, values, sent.datatype)
        given[sent.name] = values
    return given
