"""The Celery application that both sides share: the API sends wake-up calls, the workers hear them."""

from __future__ import annotations

from celery import Celery
from kombu import Exchange, Queue

from app.jobs.states import QUEUES
from app.settings import Settings

TASK = "chapterhouse.run"


def broker_url(settings: Settings) -> str:
    """The broker in force; `auto` means the private Redis or the folder that `up` has announced."""
    if settings.broker_url not in ("auto", "filesystem"):
        return settings.broker
    announced = settings.run_dir / "broker.url"
    return announced.read_text().strip() if announced.exists() else "filesystem://"


def celery_app(settings: Settings) -> Celery:
    """The Celery application both sides share: JSON only, no result backend, a queue for each kind of work."""
    app = Celery("chapterhouse", broker=broker_url(settings))
    app.conf.update(
        task_ignore_result=True,
        task_acks_late=True,
        task_reject_on_worker_lost=True,
        worker_prefetch_multiplier=1,
        worker_disable_prefetch=True,
        worker_cancel_long_running_tasks_on_connection_loss=False,
        broker_connection_retry_on_startup=True,
        broker_connection_max_retries=None,
        task_publish_retry=False,
        broker_transport_options=_transport_options(settings),
        task_serializer="json",
        accept_content=["json"],
        worker_hijack_root_logger=False,
        worker_max_tasks_per_child=50,
        worker_max_memory_per_child=4_000_000,
        worker_proc_alive_timeout=60,
        task_queues=[Queue(name, Exchange(name), routing_key=name) for name in QUEUES],
        task_default_queue="train",
        task_create_missing_queues=False,
    )
    return app


def _transport_options(settings: Settings) -> dict[str, object]:
    if broker_url(settings).startswith("filesystem"):
        folder = settings.run_dir / "broker"
        folder.mkdir(parents=True, exist_ok=True)
        return {
            "data_folder_in": str(folder),
            "data_folder_out": str(folder),
            "control_folder": str(folder / "control"),
            "polling_interval": 0.05,
            "store_processed": False,
        }
    return {
        "visibility_timeout": 43_200,
        "socket_timeout": 5,
        "socket_connect_timeout": 2,
        "health_check_interval": 15,
        "global_keyprefix": "chapterhouse:",
    }
