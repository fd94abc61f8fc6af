"""What a request may use: one container, made at start-up, found by type."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Annotated, ParamSpec, TypeVar

from anyio import CapacityLimiter, to_thread
from fastapi import Depends, Request

from app.access.guard import Guard
from app.db.session import Database
from app.ending import Ending
from app.jobs.bell import Bell
from app.jobs.stream import StreamHub
from app.jobs.submit import Bounds
from app.serving.service import Serving
from app.settings import Settings
from app.storage import Store

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True)
class Services:
    """The long-lived parts of one API process."""

    settings: Settings
    database: Database
    storage: Store
    bell: Bell
    streams: StreamHub
    serving: Serving
    guard: Guard
    ending: Ending = field(default_factory=Ending)
    decoders: CapacityLimiter = field(default_factory=lambda: CapacityLimiter(2))  # 24 million pixels take 230 MB
    explainers: CapacityLimiter = field(default_factory=lambda: CapacityLimiter(2))  # eight long texts take seconds
    readers: CapacityLimiter = field(default_factory=lambda: CapacityLimiter(2))  # a data set may take more
    fetchers: CapacityLimiter = field(default_factory=lambda: CapacityLimiter(8))  # of distant files

    @property
    def bounds(self) -> Bounds:
        """How full a queue may get."""
        return Bounds(self.settings.queue_max_jobs, self.settings.queue_max_s, self.settings.limit_queued)

    async def in_thread(self, call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a blocking call beside the event loop."""
        return await to_thread.run_sync(partial(call, *args, **kwargs))

    async def decoding(self, call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a call that decodes pictures: two at once, however many requests wait."""
        return await to_thread.run_sync(partial(call, *args, **kwargs), limiter=self.decoders)

    async def reading(self, call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a call that reads a whole data set: two at once."""
        return await to_thread.run_sync(partial(call, *args, **kwargs), limiter=self.readers)

    async def fetching(self, call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a call that asks the store for a file: a slow store must not take the threads of everything else."""
        return await to_thread.run_sync(partial(call, *args, **kwargs), limiter=self.fetchers)


def get_services(request: Request) -> Services:
    """The container of this process."""
    services: Services = request.app.state.services
    return services


House = Annotated[Services, Depends(get_services)]
