"""The Celery application of the workers: `celery -A workers.celery_app worker`.

The parent process imports this module and forks: it must neither open the database nor load TensorFlow.
"""

from __future__ import annotations

from app.jobs.wakeup import celery_app
from app.settings import get_settings
from workers.tasks import register

app = celery_app(get_settings())
register(app)
