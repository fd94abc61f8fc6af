"""Every table, a page for each room. Times are seconds since 1970 by the database's clock."""

from app.db.tables.access import AuditRow, KeyRow, SessionRow
from app.db.tables.base import Json, Table
from app.db.tables.data import DataSetRow, UploadRow
from app.db.tables.hooks import DeliveryRow, WebhookRow
from app.db.tables.jobs import IdempotencyKeyRow, JobEventRow, JobRow, WorkerRow
from app.db.tables.operations import TallyRow
from app.db.tables.registry import AliasRow, ArtifactRow, ModelFileRow, ModelRow, ModelVersionRow, RegistryChangeRow
from app.db.tables.storage import DamagedFileRow, ExpiredFileRow, SweepRow

__all__ = [
    "AliasRow",
    "ArtifactRow",
    "AuditRow",
    "DamagedFileRow",
    "DataSetRow",
    "DeliveryRow",
    "ExpiredFileRow",
    "IdempotencyKeyRow",
    "JobEventRow",
    "JobRow",
    "Json",
    "KeyRow",
    "ModelFileRow",
    "ModelRow",
    "ModelVersionRow",
    "RegistryChangeRow",
    "SessionRow",
    "SweepRow",
    "Table",
    "TallyRow",
    "UploadRow",
    "WebhookRow",
    "WorkerRow",
]
