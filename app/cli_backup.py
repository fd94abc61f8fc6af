"""`chapterhouse backup` and `chapterhouse restore`: work on the data itself, whether or not the service runs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from app.cli_output import notes, out
from app.errors import AppError
from app.settings import get_settings

commands = typer.Typer()


@commands.command()
def backup(
    file: Annotated[Path, typer.Argument(dir_okay=False, help="where to write it, for example house.tar")],
) -> None:
    """Write everything worth keeping into one file; the service may go on working meanwhile."""
    from app.backup.write import write_backup
    from app.db.session import Database
    from app.storage import open_store
    from app.storage.opening import WORKER_PATIENCE_S

    settings = get_settings()
    database = Database(settings.database)
    try:
        written = write_backup(database, open_store(settings, patience_s=WORKER_PATIENCE_S, read_once=True), file)
    except AppError as error:
        raise _refused(error.detail) from None
    except OSError as error:
        raise _refused(f"{file} cannot be written: {error.strerror}.") from None
    finally:
        database.dispose()
    rows = sum(written.rows.values())
    out.print(f"{file}: {rows} rows, {written.files} files, {written.bytes / 1e6:.1f} MB")


@commands.command()
def restore(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True, help="what `backup` wrote")],
) -> None:
    """Put a backup back into an empty data folder or database; start the service afterwards."""
    from app.backup.read import read_backup
    from app.storage import open_store
    from app.storage.opening import WORKER_PATIENCE_S

    settings = get_settings()
    try:
        restored = read_backup(
            settings.database, open_store(settings, patience_s=WORKER_PATIENCE_S, read_once=True), file
        )
    except AppError as error:
        raise _refused(error.detail) from None
    out.print(f"restored {restored.rows} rows and {restored.files} files")
    if restored.left_out:
        notes.print(f"{restored.left_out} rows were left out: their files were deleted while the backup was written")


def _refused(why: str) -> typer.Exit:
    notes.print(why, markup=False, highlight=False)
    return typer.Exit(1)
