"""The same network behind LitServe, in its fastest setting for a tiny model (no batching window)."""

import sys
from typing import Any

import litserve

from bench.rivals.bundle import sentiment
from models.text_networks.card import TextQuery


class SentimentAPI(litserve.LitAPI):  # type: ignore[misc]  # untyped library
    """LitServe's four steps."""

    def setup(self, device: str) -> None:
        """Load once a worker."""
        self.answerer = sentiment()

    def decode_request(self, request):  # type: ignore[no-untyped-def]  # LitServe reads an annotation as a form
        """From the body to queries."""
        return [TextQuery.model_validate(query) for query in request["queries"]]

    def predict(self, queries: list[Any]) -> list[Any]:
        """The answers."""
        return list(self.answerer.answer(queries))

    def encode_response(self, answers: list[Any]) -> dict[str, Any]:
        """The same body as ours."""
        return {"model": "sentiment", "version": 1, "answers": [answer.model_dump() for answer in answers]}


if __name__ == "__main__":
    server = litserve.LitServer(SentimentAPI(), accelerator="cpu", workers_per_device=1, fast_queue=True)
    server.run(port=int(sys.argv[1]), host="127.0.0.1", generate_client_file=False, log_level="warning")
