"""`make faults`: many mails, many kills, and everything else that may break; counts what is left. `make faults MAILS=300 KILLS=10`.

Gate: nothing lost, nothing silently doubled; and the control without the fence must double something, or the run proves nothing.
"""

import os
import subprocess
import sys
import time

import psycopg

from faults.postgres import is_ours, pg_ctl
from scripts.services import ROOT, free_port, running

NAME = "anlauf_faults"


def main() -> None:
    """Prepare a scratch database, then break things in a fresh process with the settings of the runs."""
    if "--break" in sys.argv:
        _break_all()
        return
    with running(folder="faults", quiet=True) as services:
        server = services.database_url.rsplit("/", 1)[0]
        with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {NAME} WITH (FORCE)")
            connection.execute(f"CREATE DATABASE {NAME}")
        env = {
            **os.environ,
            "ANLAUF_ENV": "test",
            "SECRET_KEY": "only for faults",
            "DATABASE_URL": f"{server}/{NAME}",
            # The runs start, freeze and kill a Redis of their own.
            "REDIS_URL": f"redis://127.0.0.1:{free_port()}/0",
            "SMTP_HOST": "127.0.0.1",
            "SMTP_PORT": str(free_port()),
            "SMTP_SECURITY": "none",
            "DJANGO_SETTINGS_MODULE": "faults.settings",
        }
        subprocess.run([sys.executable, "manage.py", "migrate", "--no-input"], cwd=ROOT, env=env, check=True, stdout=subprocess.DEVNULL)
        failed = subprocess.call([sys.executable, "-m", "faults.run", "--break", *sys.argv[1:]], cwd=ROOT, env=env)
    # Whoever started the server does not know it again after a restart.
    if is_ours():
        pg_ctl("stop")
    sys.exit(failed)


def _break_all() -> None:
    import django  # noqa: PLC0415 - needs the settings of this process

    django.setup()
    from faults import reminders, scenarios  # noqa: PLC0415 - needs Django

    mails, kills = int(os.environ.get("MAILS") or 10_000), int(os.environ.get("KILLS") or 0)
    kills = kills or max(3, mails // 90)
    few, people = min(300, mails), min(1000, mails)
    only = [word for word in sys.argv[1:] if not word.startswith("-")]
    begun, passed = time.monotonic(), True
    for title, run in (
        (f"{few} mails without the fence: this control must turn red", lambda: scenarios.control(few)),
        (f"{few} mails while the mail server misbehaves and workers are killed", lambda: scenarios.bad_server(few)),
        (f"{few} mails while Redis is flushed and killed, with 3, 0 and 2 beats, one id pushed 50 times", lambda: scenarios.bell(few)),
        (f"{few} mails while PostgreSQL restarts and crashes", lambda: scenarios.database(few)),
        (
            f"{people} reminders of an event: workers killed, Redis back empty, PostgreSQL restarted",
            lambda: reminders.campaign(people),
        ),
        (f"{mails} mails, {kills} kills", lambda: scenarios.kills(mails, kills)),
    ):
        if only and not any(word in title for word in only):
            continue
        print(f"\n== {title}", flush=True)
        start = time.monotonic()
        ok = run()
        print(f"== {'ok' if ok else 'FAILED'} ({time.monotonic() - start:.0f} s)", flush=True)
        passed = ok and passed
    print(f"\n{'All gates hold' if passed else 'A GATE IS BROKEN'} ({(time.monotonic() - begun) / 60:.1f} min)", flush=True)
    sys.exit(0 if passed else 1)


if __name__ == "__main__":
    main()
