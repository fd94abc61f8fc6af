"""A client that does not give up: every order has its key, and is sent until it is answered."""

from __future__ import annotations

import random
import threading
import time
from typing import Any

import httpx

Json = dict[str, Any]
PATIENCE_S = 120.0
PAUSE_S = 0.15
BUSY = (429, 500, 502, 503, 504)


class Customer(threading.Thread):
    """Sends orders in a thread, as many as it was permitted so far; some of them twice."""

    def __init__(self, url: str, orders: int, dice: random.Random) -> None:
        super().__init__(name="customer", daemon=True)
        self._client = httpx.Client(base_url=url, timeout=5)
        self._orders = [(f"order-{dice.getrandbits(64):016x}", _order(dice)) for _ in range(orders)]
        self._twice = {key for key, _ in self._orders if dice.random() < 0.3}
        self._permits = threading.Semaphore(0)
        self.accepted: dict[str, str] = {}  # job id by key
        self.refused: list[str] = []
        self.repeated = 0

    def permit(self, orders: int) -> None:
        """Let it send so many more."""
        if orders > 0:
            self._permits.release(orders)

    def run(self) -> None:
        """Send every order."""
        with self._client:
            for key, order in self._orders:
                self._permits.acquire()
                self.accepted[key] = self._insist(key, order)
                if key in self._twice and self._insist(key, order) != self.accepted[key]:
                    self.refused.append(f"{key} gave two jobs")

    def _insist(self, key: str, order: Json) -> str:
        deadline = time.monotonic() + PATIENCE_S
        while time.monotonic() < deadline:
            try:
                answer = self._client.post("/api/v1/jobs", json=order, headers={"Idempotency-Key": key})
            except httpx.TransportError:  # the answer is lost, the job perhaps not: the key makes this harmless
                answer = None
            if answer is not None and answer.status_code == 202:
                return str(answer.json()["id"])
            if answer is not None and answer.status_code not in BUSY:
                self.refused.append(f"{key}: {answer.status_code} {answer.text}")
                return ""
            self.repeated += 1
            time.sleep(PAUSE_S)
        self.refused.append(f"{key}: no answer in {PATIENCE_S} s")
        return ""


def _order(dice: random.Random) -> Json:
    params = {"steps": dice.randint(10, 24), "step_s": 0.05}
    model = f"sleeper-{dice.randint(1, 3)}"
    return {"kind": "train", "recipe": "sleepy", "params": params, "model": model, "seed": dice.randint(0, 99)}
