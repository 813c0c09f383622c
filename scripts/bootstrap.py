"""Prepare .venv with the packages of one extra. Plain standard library, and readable by old Pythons, so that they get a sentence."""

import hashlib
import os
import shutil
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
VENV = os.path.join(ROOT, ".venv")
NEEDED_MB = 1500


def stop(sentence):
    sys.stderr.write("\n" + sentence + "\n")
    sys.exit(1)


def check_machine():
    version = "%d.%d" % sys.version_info[:2]  # noqa: UP031 - an old Python must be able to read this line
    if sys.version_info < (3, 11):
        stop("Anlauf needs Python 3.11 or 3.12, but this is Python " + version + ": install it and call `make run PYTHON=python3.12`.")
    if sys.version_info >= (3, 13) and not (shutil.which("redis-server") or os.environ.get("REDIS_URL")):
        stop(
            "On Python " + version + " Anlauf cannot bring its own Redis: install `redis-server`, set REDIS_URL, "
            "or call `make run PYTHON=python3.12`."
        )
    try:
        import ensurepip  # noqa: F401, PLC0415 - only asks whether it is there
        import venv  # noqa: F401, PLC0415 - only asks whether it is there
    except ImportError:
        stop("Python's `venv` is missing: install it (on Debian and Ubuntu: `apt install python3-venv`) and try again.")
    free = shutil.disk_usage(ROOT).free // (1024 * 1024)
    if free < NEEDED_MB and not os.path.exists(VENV):
        stop(f"Anlauf needs {NEEDED_MB} MB of free disk space here, but only {free} MB are left: make room and try again.")


def fingerprint(extra):
    digest = hashlib.sha256((extra + sys.version).encode())
    for name in ("pyproject.toml", "constraints.txt"):
        with open(os.path.join(ROOT, name), "rb") as file:
            digest.update(file.read())
    return digest.hexdigest()


def install(extra, newest):
    python = os.path.join(VENV, "bin", "python")
    if not os.path.exists(python):
        print("Creating .venv ...", flush=True)
        subprocess.check_call([sys.executable, "-m", "venv", "--clear", VENV])
    print("Installing packages (once, about a minute) ...", flush=True)
    command = [python, "-m", "pip", "install", "--disable-pip-version-check", "--progress-bar", "off", "--no-input"]
    command += ["--upgrade", "--upgrade-strategy", "eager"] if newest else ["-c", "constraints.txt"]
    command += ["-e", ".[" + extra + "]"]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, universal_newlines=True)
    lines = []
    for line in process.stdout:
        lines.append(line)
        if line.startswith("Collecting "):
            print("  " + line.split()[1], flush=True)
    if process.wait():
        sys.stderr.write("".join(lines[-15:]))
        stop("The packages could not be installed (see the lines above): check the network and the disk, then try again.")


def main():
    extra = sys.argv[1]
    newest = "--newest" in sys.argv
    check_machine()
    stamps = {name: os.path.join(VENV, ".anlauf-" + name) for name in ("local", "dev")}
    # What `dev` installs contains what `local` does.
    for name in {extra, "dev"}:
        if not newest and os.path.exists(stamps[name]):
            with open(stamps[name]) as file:
                if file.read() == fingerprint(name):
                    return
    install(extra, newest)
    with open(stamps[extra], "w") as file:
        file.write(fingerprint(extra))


if __name__ == "__main__":
    os.chdir(ROOT)
    main()
