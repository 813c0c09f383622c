"""`make lighthouse`: performance of the list and one offer on a slow phone, where Node exists. Needs a running product."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from scripts.check import chromium

PAGES = ("/ar/offers/", "/de/offers/gruendungszuschuss/")
LEAST = 95


def main() -> None:
    """Print each page's scores; end with 1 when the performance falls below the promise."""
    address = sys.argv[1] if len(sys.argv) > 1 else "http://localhost:8000"
    if not shutil.which("npx"):
        print("!! LIGHTHOUSE SKIPPED: there is no Node on this machine.")
        return
    poor = False
    for path in PAGES:
        with tempfile.TemporaryDirectory() as folder:
            report = Path(folder) / "report.json"
            flags = "--headless --no-sandbox --disable-gpu --disable-background-networking"
            command = ["npx", "--yes", "lighthouse@12", f"{address}{path}", "--quiet", "--output=json", f"--output-path={report}"]
            command += [f"--chrome-flags={flags}", "--only-categories=performance,accessibility,best-practices,seo"]
            subprocess.run(command, env={**os.environ, "CHROME_PATH": chromium() or ""}, check=True)
            scores = {name: round(part["score"] * 100) for name, part in json.loads(report.read_text())["categories"].items()}
        print(path, scores)
        poor = poor or scores["performance"] < LEAST
    sys.exit(1 if poor else 0)


if __name__ == "__main__":
    main()
