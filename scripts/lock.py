"""`make lock`: write the installed versions down, exactly and without index addresses, for `pip install -c`."""

import subprocess
import sys

from scripts.services import ROOT

HEAD = "# Exact versions of everything that is installed; written by `make lock`, used with `pip install -c`.\n"


def main() -> None:
    """Write constraints.txt from what is in .venv."""
    command = [sys.executable, "-m", "pip", "freeze", "--exclude-editable", "--disable-pip-version-check"]
    lines = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
    pinned = sorted((line for line in lines if "==" in line and " @ " not in line), key=str.lower)
    (ROOT / "constraints.txt").write_text(HEAD + "\n".join(pinned) + "\n", encoding="utf-8")
    print(f"{len(pinned)} versions written to constraints.txt")


if __name__ == "__main__":
    main()
