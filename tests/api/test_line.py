"""The line before a model: who waits is answered together, nobody for another's fault, nobody too late."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine, Sequence
from typing import Any

import pytest
from anyio import CapacityLimiter, to_thread

from app.errors import AppError
from app.serving.batching import TOGETHER, Line, Pace
from app.serving.deadlines import Deadline

PATIENCE_S = 30.0


class Model:
    """Doubles numbers; a run waits until it is let go, and a negative number is refused."""

    def __init__(self) -> None:
        self.runs: list[list[int]] = []
        self.go = threading.Event()

    def answer(self, numbers: Sequence[int]) -> list[int]:
        """Twice each number."""
        self.runs.append(list(numbers))
        assert self.go.wait(PATIENCE_S)
        if min(numbers) < 0:
            raise AppError(422, "number_out_of_range", "negative")
        return [2 * number for number in numbers]


class Counter:
    """A line of one slot before a model."""

    def __init__(self, *, together: bool = True) -> None:
        self.model, self.slots = Model(), CapacityLimiter(1)
        self.line = Line(Pace(), together)

    async def ask(self, *numbers: int, asked: float | None = None) -> Any:
        """The answers, or the code of the refusal."""
        try:
            return await self.line.ask(self.slots, numbers, self.model.answer, Deadline(PATIENCE_S, asked))
        except AppError as error:
            return error.code

    async def behind_a_run(self, *waiting: Coroutine[Any, Any, Any]) -> list[Any]:
        """Begin a run with the number 1; let the others come while it lasts, then let it go."""
        first = asyncio.create_task(self.ask(1))
        while not self.model.runs:
            await asyncio.sleep(0.001)
        tasks = [asyncio.create_task(item) for item in waiting]
        await asyncio.sleep(0.01)
        self.model.go.set()
        return [await task for task in (first, *tasks)]


def test_a_free_model_is_asked_at_once_and_those_who_come_meanwhile_together() -> None:
    counter = Counter()

    answers = asyncio.run(counter.behind_a_run(counter.ask(2), counter.ask(3, 4), counter.ask(5)))

    assert counter.model.runs == [[1], [2, 3, 4, 5]]
    assert answers == [[2], [4], [6, 8], [10]]


def test_a_question_that_is_refused_spoils_only_its_own_request() -> None:
    counter = Counter()

    answers = asyncio.run(counter.behind_a_run(counter.ask(2), counter.ask(-3), counter.ask(5)))

    assert answers == [[2], [4], "number_out_of_range", [10]]
    assert counter.model.runs[1:] == [[2, -3, 5], [2], [-3], [5]]


def test_where_joining_does_not_pay_each_is_answered_by_itself() -> None:
    counter = Counter(together=False)

    asyncio.run(counter.behind_a_run(counter.ask(2), counter.ask(3)))

    assert counter.model.runs == [[1], [2], [3]]


def test_a_run_holds_a_bounded_number_of_questions() -> None:
    counter = Counter()

    asyncio.run(counter.behind_a_run(*(counter.ask(number) for number in range(2, TOGETHER + 12))))

    assert [len(run) for run in counter.model.runs] == [1, TOGETHER, 10]


def test_a_tensor_is_answered_by_a_call_of_its_own() -> None:
    counter = Counter()

    async def tensor() -> Any:
        return await counter.line.ask(counter.slots, [7], counter.model.answer, Deadline(PATIENCE_S), rows=3)

    answers = asyncio.run(counter.behind_a_run(counter.ask(2), tensor(), counter.ask(3), counter.ask(4)))

    assert counter.model.runs == [[1], [2], [7], [3, 4]]
    assert answers == [[2], [4], [14], [6], [8]]


def test_who_waited_too_long_is_told_so_and_is_not_worked_for() -> None:
    counter = Counter()

    async def run() -> list[Any]:
        first = asyncio.create_task(counter.ask(1))
        while not counter.model.runs:
            await asyncio.sleep(0.001)
        late = await counter.ask(2, asked=0.02)
        counter.model.go.set()
        return [late, await first, await counter.ask(3)]

    assert asyncio.run(run()) == ["prediction_timeout", [2], [6]]
    assert counter.model.runs == [[1], [3]]


def test_the_questions_of_who_gave_up_or_hung_up_are_let_go_at_once() -> None:
    counter = Counter()

    async def run() -> int:
        first = asyncio.create_task(counter.ask(1))
        while not counter.model.runs:
            await asyncio.sleep(0.001)
        await asyncio.gather(*(counter.ask(number, asked=0.02) for number in range(2, 12)))
        hung_up = asyncio.create_task(counter.ask(12))
        await asyncio.sleep(0.01)
        hung_up.cancel()
        await asyncio.gather(hung_up, return_exceptions=True)
        held = len(counter.line._waiting)
        counter.model.go.set()
        await first
        return held

    assert asyncio.run(run()) == 0
    assert counter.model.runs == [[1]]


def test_where_no_thread_can_be_started_nobody_waits_for_the_deadline(monkeypatch: pytest.MonkeyPatch) -> None:
    counter = Counter()

    async def no_thread(*_: object, **__: object) -> None:
        raise RuntimeError("can't start new thread")

    async def run() -> None:
        with monkeypatch.context() as patch, pytest.raises(RuntimeError, match="new thread"):
            patch.setattr(to_thread, "run_sync", no_thread)
            await asyncio.wait_for(counter.ask(1), 2.0)
        counter.model.go.set()
        assert await counter.ask(2) == [4]

    asyncio.run(run())


def test_a_run_that_lasts_too_long_is_not_waited_for_and_holds_up_nothing_after_it() -> None:
    counter = Counter()

    async def run() -> list[Any]:
        late = await counter.ask(1, asked=0.02)
        counter.model.go.set()
        return [late, await counter.ask(2)]

    assert asyncio.run(run()) == ["prediction_timeout", [4]]


def test_what_would_be_late_is_refused_before_any_work() -> None:
    counter = Counter()
    counter.model.go.set()

    async def run() -> AppError:
        counter.line.pace.note(0.5, 1)
        with pytest.raises(AppError) as refusal:
            await counter.line.ask(counter.slots, [1, 2, 3], counter.model.answer, Deadline(PATIENCE_S, 1.0))
        assert await counter.ask(4, asked=1.0) == [8]
        return refusal.value

    refusal = asyncio.run(run())

    assert (refusal.status, refusal.code, refusal.headers["Retry-After"]) == (503, "deadline_unreachable", "1")
    assert counter.model.runs == [[4]]


def test_those_before_a_request_count_as_waiting_time() -> None:
    counter = Counter()
    counter.line.pace.note(0.5, 1)

    codes = asyncio.run(counter.behind_a_run(*(counter.ask(number, asked=1.2) for number in (2, 3))))

    # Half a second for the run that has begun and half for itself; the next would have to wait for 1.5
    assert codes == [[2], [4], "deadline_unreachable"]


def test_a_large_request_is_given_the_time_that_its_questions_take() -> None:
    counter = Counter()
    counter.line.pace.note(1.0, 1)
    counter.model.go.set()

    numbers = list(range(1, 101))  # 100 seconds by that estimate, far more than the house's patience

    assert asyncio.run(counter.ask(*numbers)) == [2 * number for number in numbers]


def test_an_old_estimate_refuses_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    pace = Pace()
    pace.note(5.0, 1)
    assert pace.expected(2) == 10.0

    monkeypatch.setattr(pace, "used", pace.used - 60)

    assert pace.expected(2) == 0.0


def test_small_questions_that_come_in_one_moment_are_answered_together() -> None:
    counter = Counter()
    counter.model.go.set()

    async def run() -> list[Any]:
        asked = [counter.line.gather([number], counter.model.answer) for number in (1, 2, -3)]
        return list(await asyncio.gather(*asked, return_exceptions=True))

    one, two, refused = asyncio.run(run())

    assert (one, two) == ([2], [4])
    assert isinstance(refused, AppError)
    assert counter.model.runs[0] == [1, 2, -3]
