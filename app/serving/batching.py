"""The line before a model: who waits while it is busy is answered together with others, in one run of the network.

Nobody waits in order to be joined: a request that finds a free place starts at once, and the next run takes whoever
has come meanwhile. Whether joining pays is measured for each version when it is loaded (`app.serving.warming`); where
it does not, the line still bounds how many runs compete for the cores. docs/decisions/0019 has the figures.
"""

from __future__ import annotations

import asyncio
import contextlib
import math
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from anyio import CapacityLimiter, to_thread

from app.serving.deadlines import Deadline, too_late, unreachable

TOGETHER = 32  # questions in one run at most: bounds its memory, and how long the first of them waits for the last
FRESH_S = 10.0  # an older estimate refuses nobody: the next request makes a new one
WEIGHT = 0.2  # of the latest run in an estimate

Answer = Callable[[Any], Sequence[Any]]


class Pace:
    """How long one question takes, from the latest runs, and when the version was last asked."""

    def __init__(self) -> None:
        self.each = 0.0
        self.used = time.monotonic()

    def note(self, seconds: float, questions: int) -> None:
        """Take a run into account."""
        each = seconds / questions
        self.each += WEIGHT * (each - self.each) if self.each else each
        self.used = time.monotonic()

    def expected(self, questions: float) -> float:
        """Seconds that so many questions will take; 0 when nothing is known."""
        return self.each * questions if time.monotonic() - self.used < FRESH_S else 0.0


@dataclass(eq=False)
class Turn:
    """A request in the line."""

    queries: Sequence[Any]
    count: int  # questions: a tensor holds several
    answer: Answer
    joins: bool  # it may be answered together with others
    result: asyncio.Future[Sequence[Any]]

    def expire(self) -> None:
        """Give up waiting; a run that has begun goes on and nobody looks at its answer."""
        if not self.result.done():
            self.result.set_exception(too_late())

    def settle(self, outcome: Sequence[Any] | Exception) -> None:
        """Hand over the answers, unless nobody waits any more."""
        if self.result.done():
            return
        if isinstance(outcome, Exception):
            self.result.set_exception(outcome)
        else:
            self.result.set_result(outcome)


@dataclass(eq=False)
class Line:
    """The requests of one version that wait or are being answered. Lives on the event loop of its process."""

    pace: Pace
    together: bool = False  # joining pays: set when the version is loaded
    _waiting: deque[Turn] = field(default_factory=deque)
    _gathered: list[Turn] = field(default_factory=list)
    _servers: int = 0
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)
    _ahead: int = 0  # questions waiting and being answered
    # bounded by the slots already: the threads of other requests may all be waiting for a slow store
    _threads: CapacityLimiter = field(default_factory=lambda: CapacityLimiter(math.inf))

    async def ask(
        self, slots: CapacityLimiter, queries: Sequence[Any], answer: Answer, deadline: Deadline, *, rows: int = 0
    ) -> Sequence[Any]:
        """The answers to checked questions, worked out in a thread.

        Args:
            slots: how many runs there may be at once, of this model and of others.
            answer: gives the answers to a list of questions; also to those of several requests, one after the other.
            rows: questions in a single query that is a tensor; such a query is answered by a call of its own.

        Raises:
            AppError: 503 `deadline_unreachable` before anything is done, 504 `prediction_timeout`, or what `answer`
                says.
        """
        count = rows or len(queries)
        at = self._admit(count, slots, deadline)
        loop = asyncio.get_running_loop()
        turn = Turn(queries, count, answer, self.together and not rows, loop.create_future())
        self._waiting.append(turn)
        self._ahead += count
        if self._servers < slots.total_tokens:
            self._servers += 1
            task = loop.create_task(self._serve(slots))
            self._tasks.add(task)  # the loop itself keeps no task alive
            task.add_done_callback(self._tasks.discard)
        timer = loop.call_at(at, turn.expire)
        try:
            return await turn.result
        except BaseException:
            with contextlib.suppress(ValueError):  # a run has taken it
                self._waiting.remove(turn)  # a photo that nobody waits for would stay until the next run
            raise
        finally:
            timer.cancel()
            self._ahead -= count

    async def gather(self, queries: Sequence[Any], answer: Answer) -> Sequence[Any]:
        """The answers to a small question of a light model, worked out on the event loop with others of this moment."""
        loop = asyncio.get_running_loop()
        turn = Turn(queries, len(queries), answer, True, loop.create_future())
        self._gathered.append(turn)
        if len(self._gathered) == 1:
            loop.call_soon(self._answer_gathered)
        return await turn.result

    def refuse_late(self, count: int, deadline: Deadline) -> None:
        """503 for what would be late although nobody waits before it."""
        expected = self.pace.expected(count)
        if deadline.asked is not None and expected > deadline.asked:
            raise unreachable(expected, deadline.asked)

    def _admit(self, count: int, slots: CapacityLimiter, deadline: Deadline) -> float:
        """Give the loop's time at which the request gives up."""
        own = self.pace.expected(count)
        seconds = deadline.seconds(own)
        expected = own + self.pace.expected(self._ahead) / slots.total_tokens
        if expected > seconds:
            raise unreachable(expected, seconds)
        return deadline.start + seconds

    async def _serve(self, slots: CapacityLimiter) -> None:
        """Answer until nobody waits; between two runs other models get the slot."""
        try:
            while self._waiting:
                async with slots:
                    turns = self._next()
                    if turns:
                        _settle(turns, await self._run(turns))
        finally:
            self._servers -= 1

    async def _run(self, turns: list[Turn]) -> list[Sequence[Any] | Exception]:
        try:
            return await to_thread.run_sync(_outcomes, turns, limiter=self._threads)
        except Exception as error:  # no thread can be started: who waits must not wait for the deadline
            return [error] * len(turns)

    def _next(self) -> list[Turn]:
        """Take the first in line, and behind it those who may be answered with it."""
        turns: list[Turn] = []
        count = 0
        while self._waiting:
            turn = self._waiting[0]
            if turn.result.done():  # it gave up
                self._waiting.popleft()
                continue
            if turns and not (turn.joins and turns[0].joins and count + turn.count <= TOGETHER):
                break
            turns.append(self._waiting.popleft())
            count += turn.count
        return turns

    def _answer_gathered(self) -> None:
        gathered, self._gathered = iter(self._gathered), []
        while turns := list(islice(gathered, TOGETHER)):
            _settle(turns, _outcomes(turns))


def _settle(turns: list[Turn], outcomes: list[Sequence[Any] | Exception]) -> None:
    for turn, outcome in zip(turns, outcomes, strict=True):
        turn.settle(outcome)


def _outcomes(turns: list[Turn]) -> list[Sequence[Any] | Exception]:
    """Answers or refusal of each. A run that fails is repeated one by one: a question spoils only its own request."""
    if len(turns) > 1:
        try:
            answers = turns[0].answer([query for turn in turns for query in turn.queries])
        except Exception:
            return [_alone(turn) for turn in turns]
        places = iter(answers)
        return [list(islice(places, len(turn.queries))) for turn in turns]
    return [_alone(turns[0])]


def _alone(turn: Turn) -> Sequence[Any] | Exception:
    try:
        return turn.answer(turn.queries)
    except Exception as error:
        return error
