"""The Celery application of the workers: `celery -A workers.celery_app worker`.

The parent process imports this module and forks: it must neither open the database nor load TensorFlow.
"""

from __future__ import annotations

from celery.signals import setup_logging, worker_process_init

from app import logs
from app.jobs.wakeup import celery_app
from app.settings import get_settings
from workers.courtesy import give_way
from workers.gpus import present, settle
from workers.resources import served_queues
from workers.tasks import register


def keep_logs(**_: object) -> None:
    """Celery sets up no logs of its own where somebody listens to this signal; the children inherit ours."""


logs.configure(get_settings())
setup_logging.connect(keep_logs, weak=False)
app = celery_app(get_settings())
register(app)


@worker_process_init.connect  # type: ignore[untyped-decorator]  # Celery has no types
def start_child(**_: object) -> None:
    """What a forked child does first; TensorFlow is not loaded yet and will see one GPU or none."""
    queues = served_queues()
    give_way(queues)
    settle(queues, get_settings().run_dir / "gpus", present())
