"""What may go wrong, each as a function that does it to a running house."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from typing import Any

import psutil  # type: ignore[import-untyped]  # it has no types
import redis

from tests.chaos.house import House
from tests.processes import LOOK_EVERY_S, kill
from tests.service.grounds import broker_client

TARGET_PATIENCE_S = 25.0  # workers that were killed first have to load again

# a frozen process is to wake up and be refused, not to die in its sleep
DEADLY_TO_SLEEPERS = ("kill the supervisor", "kill a worker with all below", "kill a Celery parent")


class Faults:
    """Injects faults of a seeded plan; `frozen` holds the processes that sleep until their lease is over."""

    def __init__(self, house: House, dice: random.Random) -> None:
        self._house, self._dice = house, dice
        self._frozen: list[tuple[float, Any]] = []
        self.done: list[str] = []
        self.kinds: dict[str, Callable[[], bool]] = {
            "kill the API": lambda: self._kill_one(lambda: house.find("uvicorn")[:1]),
            "kill a worker with all below": self._kill_worker_tree,
            "kill a Celery parent": lambda: self._kill_one(lambda: _children(self._launcher())[:1]),
            "kill a running child": lambda: self._kill_one(house.running_children),
            "kill the broker": self._kill_broker,
            "kill the supervisor": self._kill_supervisor,
            "flush the broker": self._flush,
            "freeze a running child": self._freeze,
        }

    def plan(self, count: int) -> list[str]:
        """Kinds of faults in a seeded order, every kind as often as any other."""
        kinds: list[str] = []
        while len(kinds) < count:
            kinds += self._dice.sample(sorted(self.kinds), len(self.kinds))
        return kinds[:count]

    def inject(self, kind: str) -> bool:
        """Do it, as soon as there is something to do it to; False when nothing came, and it is not counted."""
        if kind in DEADLY_TO_SLEEPERS:
            while self._frozen:
                self.rest(LOOK_EVERY_S)
        deadline = time.monotonic() + TARGET_PATIENCE_S
        while time.monotonic() < deadline:
            if self.kinds[kind]():
                self.done.append(kind)
                return True
            self.rest(LOOK_EVERY_S)
        return False

    def rest(self, seconds: float) -> None:
        """Wait, and let frozen processes go on once their lease is long over."""
        end = time.monotonic() + seconds
        while True:
            self.thaw(time.monotonic())
            if time.monotonic() >= end:
                return
            time.sleep(LOOK_EVERY_S)

    def thaw(self, before: float = float("inf")) -> None:
        """Wake the frozen processes that were due before."""
        for item in [item for item in self._frozen if item[0] <= before]:
            self._frozen.remove(item)
            try:
                item[1].resume()
            except psutil.NoSuchProcess:
                continue  # another fault hit it in its sleep

    def _kill_one(self, find: Callable[[], list[Any]]) -> bool:
        found = find()
        if found:
            kill(self._dice.choice(found).pid)
        return bool(found)

    def _launcher(self) -> Any:
        """One that has a job running below it, where there is one; None while none is alive."""
        launchers = self._house.launchers()
        running = set(self._house.running_children())
        busy = [launcher for launcher in launchers if running & set(_children(launcher, recursive=True))]
        return self._dice.choice(busy or launchers) if launchers else None

    def _kill_worker_tree(self) -> bool:
        launcher = self._launcher()
        if launcher is not None:
            for victim in [launcher, *_children(launcher, recursive=True)]:
                kill(victim.pid)
        return launcher is not None

    def _kill_broker(self) -> bool:
        stack = self._house.stack
        if stack.broker is None:  # the supervisor's own
            return self._kill_one(lambda: self._house.find("redis-server")[:1])
        stack.kill_tree(stack.broker)
        self.rest(self._dice.uniform(0.2, 1.0))
        stack.start_broker()
        return True

    def _kill_supervisor(self) -> bool:
        self._house.kill()
        self.thaw()
        self._house.start()
        return True

    def _flush(self) -> bool:
        try:
            with broker_client(self._house.stack) as client:
                return bool(client.flushall())
        except (redis.RedisError, OSError):
            return False  # it is down just now

    def _freeze(self) -> bool:
        found = [process for process in self._house.running_children() if not self._is_frozen(process)]
        if found:
            victim = self._dice.choice(found)
            try:
                victim.suspend()
            except psutil.NoSuchProcess:
                return False
            lease_s = self._house.stack.settings.lease_s
            self._frozen.append((time.monotonic() + lease_s + self._dice.uniform(0.5, 1.5), victim))
        return bool(found)

    def _is_frozen(self, process: Any) -> bool:
        return any(process == frozen for _, frozen in self._frozen)


def _children(process: Any, *, recursive: bool = False) -> list[Any]:
    try:
        return list(process.children(recursive=recursive)) if process is not None else []
    except psutil.NoSuchProcess:
        return []
