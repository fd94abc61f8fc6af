"""Traces for OpenTelemetry: from a request to the worker that runs its job. Needs the extra `tracing`.

Nothing of OpenTelemetry is touched unless `CHAPTERHOUSE_TRACES_URL` says where traces go, and a span then costs some
ten microseconds. Spans hold ids, names of recipes and models, and counts: never what people sent, nor the messages of
exceptions, which may quote it.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any

from app import __version__
from app.settings import Settings

Attributes = Mapping[str, str | int | float | bool]
NONE: Attributes = {}
EXPORT_EVERY_MS = 1000
FLUSH_MS = 1000  # a job waits no longer than this for a collector that does not answer
_NOTHING: AbstractContextManager[None] = nullcontext()
_provider: Any = None  # opentelemetry.sdk.trace.TracerProvider
_tracer: Any = None  # its Tracer; None: traces go nowhere


class TracingError(RuntimeError):
    """Traces are wanted and the packages for them are missing."""


def start(settings: Settings, service: str) -> None:
    """Send the spans of this process where the settings say; in a worker, after the fork.

    Raises:
        TracingError: the packages are missing.
    """
    global _provider, _tracer
    if not settings.traces_url or _tracer is not None:
        return
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
    except ImportError as error:
        missing = "CHAPTERHOUSE_TRACES_URL needs the packages of requirements/tracing.txt."
        raise TracingError(missing) from error
    instance = f"{socket.gethostname()}:{os.getpid()}"
    about = {"service.name": service, "service.version": __version__, "service.instance.id": instance}
    _provider = TracerProvider(resource=Resource.create(about))
    exporter = OTLPSpanExporter(endpoint=settings.traces_url, timeout=5)
    _provider.add_span_processor(BatchSpanProcessor(exporter, schedule_delay_millis=EXPORT_EVERY_MS))
    _tracer = _provider.get_tracer("chapterhouse")


def stop() -> None:
    """Send what is left and end."""
    global _provider, _tracer
    if _provider is not None:
        _provider.shutdown()
    _provider = _tracer = None


def flush() -> None:
    """Send what is left now: a worker's process may be killed at any time."""
    if _provider is not None:
        _provider.force_flush(FLUSH_MS)


def span(name: str, attributes: Attributes = NONE) -> AbstractContextManager[Any]:
    """A span while the block runs, inside the one that surrounds it; gives None when traces go nowhere."""
    return _NOTHING if _tracer is None else _span(name, attributes, None, "INTERNAL")


def request_span(headers: Iterable[tuple[bytes, bytes]]) -> AbstractContextManager[Any]:
    """The span of a request, inside the caller's own trace when it sent a `traceparent`."""
    if _tracer is None:
        return _NOTHING
    sent = {name.decode("latin-1"): value.decode("latin-1") for name, value in headers if name.startswith(b"trace")}
    return _span("request", NONE, sent, "SERVER")


def describe_request(found: Any, name: str, attributes: Attributes) -> None:
    """Name the span of a request, once its route is known."""
    found.update_name(name)
    found.set_attributes(attributes)


def job_span(traceparent: str | None, name: str, attributes: Attributes) -> AbstractContextManager[Any]:
    """The span of an attempt, inside the trace of the request that queued the job."""
    if _tracer is None:
        return _NOTHING
    return _span(name, attributes, {"traceparent": traceparent} if traceparent else {}, "CONSUMER")


def past_span(name: str, began_s: float, ended_s: float) -> None:
    """A span of something that is over, with its times in seconds since 1970."""
    if _tracer is not None:
        _tracer.start_span(name, start_time=int(began_s * 1e9)).end(int(max(began_s, ended_s) * 1e9))


def traceparent() -> str | None:
    """The W3C trace context of here, for what somebody else will do later."""
    if _tracer is None:
        return None
    from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

    carrier: dict[str, str] = {}
    TraceContextTextMapPropagator().inject(carrier)
    return carrier.get("traceparent")


@contextmanager
def _span(name: str, attributes: Attributes, carrier: dict[str, str] | None, kind: str) -> Iterator[Any]:
    """`carrier` holds the context of another process; None: the span belongs into the one that is open here."""
    from opentelemetry.trace import SpanKind, StatusCode
    from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

    context = None if carrier is None else TraceContextTextMapPropagator().extract(carrier)
    with _tracer.start_as_current_span(
        name, context=context, kind=SpanKind[kind], attributes=attributes,
        record_exception=False, set_status_on_exception=False,
    ) as found:  # fmt: skip
        try:
            yield found
        except BaseException as error:
            found.set_status(StatusCode.ERROR)
            found.set_attribute("error.type", type(error).__name__)
            raise
