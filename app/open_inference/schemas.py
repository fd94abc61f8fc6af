"""What the Open Inference Protocol takes and answers, for the OpenAPI document and for checking."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from models.tensors import Datatype

Parameters = dict[str, str | int | float | bool]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class TensorFacts(_Strict):
    """An input or output of a model; -1 stands for any length."""

    name: str
    datatype: Datatype
    shape: list[int]
    parameters: dict[str, Any] | None = None


class ServerMetadata(_Strict):
    """The server and the extensions it knows."""

    name: str
    version: str
    extensions: list[str]


class ModelMetadata(_Strict):
    """A model: its versions, what serves it, its tensors."""

    name: str
    versions: list[str]
    platform: str
    inputs: list[TensorFacts]
    outputs: list[TensorFacts]
    properties: dict[str, str]


class ModelReady(_Strict):
    """Whether a model answers."""

    name: str
    ready: bool


class ServerReady(_Strict):
    """Whether the server lives and answers."""

    live: bool
    ready: bool


class ModelList(_Strict):
    """Models with a version in production."""

    models: list[str]


class Loading(_Strict):
    """What was asked of the repository."""

    name: str
    load: bool


class RequestInput(_Strict):
    """An input tensor: data row-major, flat or nested."""

    name: str
    shape: list[int]
    datatype: str
    parameters: Parameters | None = None
    data: list[Any]


class RequestOutput(_Strict):
    """An output that is wanted."""

    name: str
    parameters: Parameters | None = None


class InferenceRequest(_Strict):
    """Tensors to answer; without `outputs` all of them."""

    id: str | None = None
    parameters: Parameters | None = None
    inputs: Annotated[list[RequestInput], Field(min_length=1, max_length=16)]
    outputs: Annotated[list[RequestOutput], Field(max_length=16)] | None = None


class ResponseOutput(_Strict):
    """An output tensor, its data flat."""

    name: str
    shape: list[int]
    datatype: Datatype
    parameters: Parameters | None = None
    data: list[Any]


class InferenceResponse(_Strict):
    """The outputs of one request."""

    model_name: str
    model_version: str | None = None
    id: str | None = None
    parameters: Parameters | None = None
    outputs: list[ResponseOutput]


class GenerateParameters(BaseModel):
    """How a text goes on; unknown ones are left alone, as the protocol asks."""

    model_config = ConfigDict(extra="allow", strict=True, allow_inf_nan=False)

    temperature: Annotated[float, Field(ge=0, le=5)] = 1.0
    top_p: Annotated[float, Field(gt=0, le=1)] | None = None
    max_tokens: Annotated[int, Field(ge=1, le=2000)] = 20
    stop: Annotated[list[str], Field(max_length=4)] = Field(default_factory=list)
    seed: Annotated[int, Field(ge=0, le=2**53 - 1)] = 0
    details: bool = False


class GenerateRequest(_Strict):
    """A prompt."""

    id: str | None = None
    text_input: Annotated[str, Field(max_length=10_000)]
    parameters: GenerateParameters = Field(default_factory=GenerateParameters)


class Details(_Strict):
    """Why the text ends, and how long it is; a token is a character."""

    finish_reason: str
    generated_tokens: int


class GenerateResponse(_Strict):
    """What follows the prompt; in a stream, a piece of it."""

    text_output: str
    model_name: str
    model_version: str | None = None
    details: Details | None = None


class InferenceError(_Strict):
    """Every refusal of the protocol."""

    error: str
