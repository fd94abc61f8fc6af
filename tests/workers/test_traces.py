"""Traces as a collector receives them: one from the caller through the API and SQL to the worker that ran the job."""

from __future__ import annotations

import gzip
import os
import subprocess
import sys
import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.common.v1.common_pb2 import KeyValue

from app.jobs.states import Status
from tests.processes import free_port, until
from tests.stack import SOURCE, Stack

TRACE, CALLER = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"


@dataclass(frozen=True)
class Seen:
    """A span that arrived."""

    service: str
    name: str
    trace: str
    id: str
    parent: str
    attributes: dict[str, str]
    seconds: float


def plain(attributes: Iterable[KeyValue]) -> dict[str, str]:
    """Attributes as texts."""
    return {item.key: str(getattr(item.value, item.value.WhichOneof("value") or "")) for item in attributes}


@dataclass
class Collector:
    """Takes OTLP over HTTP, as a collector does."""

    spans: list[Seen] = field(default_factory=list)
    raw: bytes = b""

    def take(self, body: bytes) -> None:
        """Decode one export."""
        self.raw += body
        for resource in ExportTraceServiceRequest.FromString(body).resource_spans:
            service = plain(resource.resource.attributes)["service.name"]
            for span in (span for scope in resource.scope_spans for span in scope.spans):
                seconds = (span.end_time_unix_nano - span.start_time_unix_nano) / 1e9
                self.spans.append(
                    Seen(service, span.name, span.trace_id.hex(), span.span_id.hex(), span.parent_span_id.hex(),
                         plain(span.attributes), seconds)
                )  # fmt: skip

    def of_trace(self, trace: str) -> dict[str, Seen]:
        """The spans of a trace by name."""
        return {span.name: span for span in self.spans if span.trace == trace}


@pytest.fixture(scope="module")
def collector() -> Iterator[tuple[Collector, str]]:
    """A collector and its address."""
    made = Collector()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            made.take(gzip.decompress(body) if self.headers.get("Content-Encoding") == "gzip" else body)
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield made, f"http://127.0.0.1:{server.server_address[1]}/v1/traces"
    server.shutdown()


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory, collector: tuple[Collector, str]) -> Iterator[Stack]:
    """An API and a worker that send traces."""
    with Stack(tmp_path_factory.mktemp("traces"), traces_url=collector[1]) as running:
        running.start_api()
        running.start_worker()
        yield running


def send(stack: Stack, path: str, trace: str, **body: object) -> dict[str, object]:
    """POST as a caller that traces, too."""
    response = stack.client.post(path, json=body, headers={"traceparent": f"00-{trace}-{CALLER}-01"})
    assert response.is_success, response.text
    return dict(response.json(), request_id=response.headers["X-Request-Id"])


def test_a_job_is_one_trace_from_the_caller_to_the_worker(stack: Stack, collector: tuple[Collector, str]) -> None:
    seen = collector[0]
    params = {"steps": 3, "step_s": 0.2}
    sent = send(stack, "/api/v1/jobs", TRACE, kind="train", recipe="sleepy", model="traced", params=params)
    job_id = str(sent["id"])
    stack.wait(job_id, Status.SUCCEEDED)
    until(lambda: "job train" in seen.of_trace(TRACE), "the worker's spans arrive", 10)
    spans = seen.of_trace(TRACE)

    def above(name: str) -> str:
        return next((span.name for span in spans.values() if span.id == spans[name].parent), spans[name].parent)

    assert above("POST /api/v1/jobs") == CALLER
    assert above("submit job") == "POST /api/v1/jobs" and above("ring") == "POST /api/v1/jobs"
    assert above("job train") == "submit job"
    assert {above(name) for name in ("wait in queue", "train", "record the end")} == {"job train"}
    assert {above(name) for name in ("learn", "export", "keep files")} == {"train"}
    assert {spans[name].service for name in ("submit job", "job train", "learn")} == {
        "chapterhouse-api", "chapterhouse-worker",
    }  # fmt: skip
    request = spans["POST /api/v1/jobs"].attributes
    assert request["http.route"] == "/api/v1/jobs" and request["http.response.status_code"] == "202"
    assert request["chapterhouse.request_id"] == sent["request_id"]
    assert (spans["job train"].attributes["job.id"], spans["job train"].attributes["job.attempt"]) == (job_id, "1")
    assert spans["learn"].seconds >= 0.6  # three steps of 0.2 s


def test_a_prediction_is_traced_without_what_was_asked(stack: Stack, collector: tuple[Collector, str]) -> None:
    seen, trace = collector[0], "5" * 32
    stack.wait(stack.submit(steps=1, model="asked"), Status.SUCCEEDED)
    stack.client.get("/api/v1/jobs", params={"cursor": "a-private-cursor"})
    stack.client.post("/api/v1/models/asked/predict", json={"queries": [{"number": "a private text"}]})

    send(stack, "/api/v1/models/asked/predict", trace, queries=[{"number": 1}, {"number": 2}])
    route = "POST /api/v1/models/{model}/predict"
    until(lambda: route in seen.of_trace(trace), "the spans arrive", 10)
    spans = seen.of_trace(trace)

    assert {spans[name].parent for name in ("parse", "answer")} == {spans[route].id}
    assert spans["answer"].attributes == {"model": "asked", "version": "1", "queries": "2"}
    assert b"private" not in seen.raw


def test_a_collector_that_is_down_delays_nobody_and_loses_no_job(stack: Stack) -> None:
    with Stack(stack.settings.data_dir / "other", traces_url=f"http://127.0.0.1:{free_port()}/v1/traces") as other:
        other.start_api()
        other.start_worker()
        jobs = [other.submit(steps=1) for _ in range(3)]

        assert {row.status for row in other.wait_all(jobs)} == {Status.SUCCEEDED}
        assert other.client.get("/api/v1/recipes").status_code == 200


def test_nothing_of_it_is_loaded_unless_asked() -> None:
    code = (
        "import sys, app.main, workers.run; from app import tracing; from app.settings import Settings; "
        "tracing.start(Settings(), 'x'); "
        "print(tracing.traceparent(), 'opentelemetry.exporter.otlp.proto.http.trace_exporter' in sys.modules)"
    )
    environment = {name: value for name, value in os.environ.items() if not name.startswith("CHAPTERHOUSE_")}
    done = subprocess.run([sys.executable, "-c", code], cwd=SOURCE, env=environment, capture_output=True, text=True)

    assert done.stdout.split() == ["None", "False"], done.stderr
