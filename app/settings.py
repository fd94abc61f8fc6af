"""One Settings for every process, read from `CHAPTERHOUSE_*` environment variables."""

from __future__ import annotations

import ipaddress
import os
from functools import lru_cache
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from app.passwords import with_password


def default_data_dir() -> Path:
    """The user's own data folder: XDG on Linux, the home folder elsewhere."""
    base = os.environ.get("XDG_DATA_HOME")
    return (Path(base) if base else Path.home() / ".local" / "share") / "chapterhouse"


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches an address: 127.0.0.0/8, ::1 and the name localhost."""
    try:
        address = ipaddress.ip_address(host.strip("[]"))
        return (getattr(address, "ipv4_mapped", None) or address).is_loopback
    except ValueError:
        return host.lower() == "localhost"


class Settings(BaseSettings):
    """What an operator may set. Everything a run writes lies under `data_dir`."""

    model_config = SettingsConfigDict(env_prefix="CHAPTERHOUSE_", env_ignore_empty=True, extra="ignore")

    host: str = Field("127.0.0.1", description="address the API listens on")
    port: int = Field(8000, ge=1, le=65535, description="port the API listens on")
    data_dir: Path = Field(default_factory=default_data_dir, description="folder for everything a run writes")
    database_url: str = Field("", description="SQLAlchemy URL; empty: SQLite in the data folder")
    database_password_file: Path | None = Field(None, description="file of the password that `database_url` leaves out")
    broker_url: str = Field("auto", description="redis://..., `filesystem`, or `auto`: a private Redis")
    broker_password_file: Path | None = Field(None, description="file of the password that `broker_url` leaves out")
    workers: int = Field(
        1, ge=0, le=64, description="processes that train, started by `up` beside one that makes pictures"
    )
    allowed_hosts: str = Field(
        "localhost,127.0.0.1,[::1],testserver", description="Host headers that are answered, by comma"
    )
    cors_origins: str = Field("", description="origins whose pages may call with a key, by comma")
    access: Literal["auto", "open", "keys"] = Field(
        "auto", description="who may call: `open` everybody, `keys` their holders; `auto`: open on loopback only"
    )
    pepper_file: Path | None = Field(
        None, description="file of the secret that digests of keys need; none: made in the data folder"
    )
    session_hours: float = Field(12.0, gt=0, le=720, description="a browser stays signed in this long")
    limit_predict_per_s: float = Field(20.0, gt=0, description="predictions a second of a key, in the long run")
    limit_predict_burst: float = Field(60.0, ge=1, description="predictions of a key at once after a pause")
    limit_submit_per_min: float = Field(
        10.0, gt=0, description="jobs a minute that a key queues, and webhooks that it changes or tries"
    )
    limit_upload_per_min: float = Field(6.0, gt=0, description="uploads a minute of a key")
    limit_upload_mb_per_h: float = Field(200.0, gt=0, description="megabytes an hour that a key uploads")
    limit_streams: int = Field(4, ge=1, description="event streams that a key holds open in one API process")
    limit_queued: int = Field(20, ge=1, description="queued jobs of a key before it is refused more")
    limit_failures_per_min: float = Field(10.0, gt=0, description="wrong keys a minute from one address")

    webhook_allow_http: bool = Field(False, description="let webhooks go to http:// addresses too")
    webhook_allow_hosts: str = Field(
        "", description="hosts inside, or host:port, that webhooks may go to although they are not public, by comma"
    )
    webhook_retries_s: str = Field(
        "5,300,1800,7200,18000,36000,36000",
        pattern=r"^\d+(\.\d+)?(,\d+(\.\d+)?)*$",
        description="seconds between the tries of a webhook",
    )
    webhook_keep_days: float = Field(30.0, gt=0, description="the log of webhooks goes back this long")

    lease_s: float = Field(30.0, gt=0.5, description="a worker that stays silent this long has lost its job")
    republish_s: float = Field(60.0, gt=0.2, description="a queued job is announced again after this long")
    reconcile_s: float = Field(5.0, gt=0.1, description="pause between two rounds of the reconciler")
    stall_s: float = Field(600.0, gt=1, description="a running job without progress this long is restarted")
    max_attempts: int = Field(3, ge=1, le=20, description="attempts before a job that kills its worker fails")
    queue_max_jobs: int = Field(64, ge=1, description="queued jobs a queue holds before it refuses more")
    queue_max_s: float = Field(3600.0, gt=0, description="predicted work a queue holds before it refuses more")
    job_max_s: float = Field(86_400.0, gt=0, description="predicted seconds of one job, beyond which it is refused")
    event_retention_days: float = Field(90.0, gt=0, description="events of finished jobs are kept this long")
    audit_retention_days: float = Field(365.0, gt=0, description="the audit trail goes back this long")

    max_json_bytes: int = Field(1_000_000, ge=1000, description="largest JSON body")
    max_upload_bytes: int = Field(200_000_000, ge=1000, description="largest uploaded file")
    body_timeout_s: float = Field(
        30.0, gt=0, le=600, description="a body has this long to come, and one second more for each 16 kB of it"
    )
    predict_timeout_s: float = Field(
        2.0, gt=0, le=60, description="a prediction waits this long beside its own time, unless it says how long itself"
    )
    predict_in_flight: int = Field(64, ge=1, description="predictions answered at once before 503")
    loaded_models: int = Field(8, ge=1, description="model versions kept in memory")

    artifacts_url: str = Field("", description="store of files: s3://bucket/prefix; empty: a folder of the data folder")
    artifacts_endpoint: str = Field("", description="address of the S3 service; empty: Amazon's own")
    artifacts_region: str = Field("us-east-1", description="region of the bucket")
    artifacts_key_id: SecretStr = Field(SecretStr(""), description="access key of the bucket")
    artifacts_key_id_file: Path | None = Field(None, description="file that holds the access key")
    artifacts_secret: SecretStr = Field(SecretStr(""), description="secret of the access key")
    artifacts_secret_file: Path | None = Field(None, description="file that holds the secret")
    artifacts_path_style: bool = Field(True, description="the bucket is in the path, not in the host name")
    artifacts_allow_http: bool = Field(False, description="let the endpoint be http://, inside one machine or network")
    artifacts_cache_bytes: int = Field(2_000_000_000, ge=0, description="copies of S3 objects kept on this machine")

    keep_pictures_days: float = Field(0.0, ge=0, description="results of finished generate jobs; 0: for ever")
    keep_previews_days: float = Field(0.0, ge=0, description="frames that finished jobs showed; 0: for ever")
    keep_epochs_days: float = Field(0.0, ge=0, description="saved epochs of finished trainings; 0: for ever")
    keep_answers_days: float = Field(0.0, ge=0, description="answers of finished predict jobs; 0: for ever")
    keep_uploads_days: float = Field(0.0, ge=0, description="uploads that no data set and no job names; 0: for ever")
    keep_versions: int = Field(
        0, ge=0, description="newest versions of a model kept beside those an alias names; 0: all"
    )

    drain_s: float = Field(
        0.0, ge=0, le=300, description="the API serves on this long after SIGTERM, and says that it is going"
    )
    mixed_precision: bool = Field(
        False, description="trainings on a GPU compute in 16 bits where their recipe bears it"
    )
    allow_downloads: bool = Field(True, description="fetch canonical data sets over the network")
    data_mirror: str = Field("", description="base URL asked before the canonical hosts")
    dashboard_dir: Path = Field(Path(__file__).parent.parent / "frontend" / "dist", description="the built dashboard")
    extra_recipes: str = Field("", description="modules with a CARD to serve beside the book's, by comma")
    log_level: str = Field("INFO", description="DEBUG, INFO, WARNING or ERROR")
    log_format: Literal["text", "json"] = Field("text", description="lines for people, or an object a line")
    traces_url: str = Field("", description="OTLP/HTTP address that traces are sent to; empty: none are made")
    access_log: bool = Field(False, description="a line for every request, not only for those that failed here")

    @property
    def database(self) -> str:
        """The database URL in force."""
        if not self.database_url:
            return f"sqlite:///{self.data_dir / 'chapterhouse.db'}"
        return with_password(self.database_url, self.database_password_file, "CHAPTERHOUSE_DATABASE_PASSWORD_FILE")

    @property
    def broker(self) -> str:
        """The broker as the operator named it, with its password."""
        return with_password(self.broker_url, self.broker_password_file, "CHAPTERHOUSE_BROKER_PASSWORD_FILE")

    @property
    def is_public(self) -> bool:
        """Whether others than this machine can reach the API."""
        return not is_loopback(self.host)

    @property
    def is_open(self) -> bool:
        """Whether everybody who reaches the API may use it."""
        return self.access == "open" or (self.access == "auto" and not self.is_public)

    @property
    def run_dir(self) -> Path:
        """Sockets, locks and logs of running processes; nothing of value."""
        return self.data_dir / "run"

    @property
    def admin_key_file(self) -> Path:
        """Where `up` puts the first administrator's key."""
        return self.data_dir / "admin.key"

    @property
    def artifacts_dir(self) -> Path:
        """Content-addressed files."""
        return self.data_dir / "artifacts"

    @property
    def work_dir(self) -> Path:
        """One folder a running job: its scratch files and its checkpoint."""
        return self.data_dir / "work"

    @property
    def cache_dir(self) -> Path:
        """Downloaded data sets and weights."""
        return self.data_dir / "cache"


@lru_cache(maxsize=1)
def get_settings() -> Settings:
    """The settings of this process."""
    return Settings()
