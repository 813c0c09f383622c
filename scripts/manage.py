"""`manage.py` with the database of a running `make run`: `.venv/bin/python -m scripts.manage createsuperuser`."""

import os
import subprocess
import sys

from scripts.services import DATA, ROOT, stop_with


def main() -> None:
    """Call manage.py with the environment that `make run` has written down."""
    noted = DATA / "environment"
    if not noted.exists():
        stop_with("Start the product with `make run` in another terminal first.")
    pairs = (line.split("=", 1) for line in noted.read_text().splitlines())
    sys.exit(subprocess.call([sys.executable, "manage.py", *sys.argv[1:]], cwd=ROOT, env={**os.environ, **dict(pairs)}))


if __name__ == "__main__":
    main()
