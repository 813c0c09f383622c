"""What a real installation starts with: compose file, example environment and image agree with the settings."""

import ast
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parent.parent
TEXT = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
EXAMPLE = (ROOT / ".env.example").read_text(encoding="utf-8")
COMPOSE: dict[str, Any] = yaml.safe_load(TEXT)
SERVICES: dict[str, Any] = COMPOSE["services"]
LONG_RUNNING = ["web", "worker", "beat", "db", "redis"]
OURS = ["web", "worker", "beat", "migrate"]
SECRETS = ["SECRET_KEY", "POSTGRES_PASSWORD", "REDIS_PASSWORD"]


def variables(pattern: str) -> set[str]:
    return set(re.findall(r"\$\{([A-Z_]+)" + pattern, TEXT))


def examples() -> dict[str, str]:
    """Return the variables that .env.example sets, without those it only mentions in comments."""
    return dict(re.findall(r"^([A-Z_]+)=(.*)$", EXAMPLE, re.MULTILINE))


def settings_read() -> dict[str, bool]:
    """Return what settings.py reads from the environment, and whether it must be there."""
    found: dict[str, bool] = {}
    for node in ast.walk(ast.parse((ROOT / "portal" / "settings.py").read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and ast.unparse(node.func).startswith(("env.", "strict_bool")):
            name = node.args[0] if node.args else None
            if isinstance(name, ast.Constant):
                found[name.value] = found.get(name.value, False) or len(node.args) == 1
    return found


def compose_works() -> bool:
    return bool(shutil.which("docker")) and subprocess.run(["docker", "compose", "version"], capture_output=True).returncode == 0


def config(folder: Path, values: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Let Compose itself read the file, with these values and nothing of this machine's environment."""
    env_file = folder / "env"
    env_file.write_text("".join(f"{name}={value}\n" for name, value in values.items()))
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "DOCKER_CONFIG") if name in os.environ}
    command = ["docker", "compose", "--env-file", str(env_file), "-f", str(ROOT / "docker-compose.yml"), "config", "-q"]
    return subprocess.run(command, cwd=folder, env=kept, capture_output=True, text=True)


def test_compose_names_all_services() -> None:
    assert set(SERVICES) == {*LONG_RUNNING, "migrate", "backup"}


@pytest.mark.parametrize("name", LONG_RUNNING)
def test_long_running_service_restarts_and_is_watched(name: str) -> None:
    assert SERVICES[name]["restart"] == "unless-stopped"
    assert SERVICES[name]["healthcheck"]["test"]


@pytest.mark.parametrize("name", ["migrate", "backup"])
def test_one_shot_service_stays_ended(name: str) -> None:
    assert SERVICES[name]["restart"] == "no"


@pytest.mark.parametrize("name", ["web", "worker", "beat"])
def test_service_waits_for_the_migrated_database(name: str) -> None:
    waits = SERVICES[name]["depends_on"]
    assert waits["migrate"]["condition"] == "service_completed_successfully"
    assert waits["db"]["condition"] == "service_healthy"


def test_migrate_loads_the_base_data() -> None:
    assert SERVICES["migrate"]["command"][-1] == "python manage.py migrate --no-input && python manage.py load_base"


def test_required_variable_is_in_the_example() -> None:
    assert variables(r":\?") - set(examples()) == set()


def test_every_variable_is_in_the_example() -> None:
    assert variables("") - set(examples()) == set()


def test_every_setting_is_in_the_example() -> None:
    mentioned = set(re.findall(r"^(?:# )?([A-Z_]+)=", EXAMPLE, re.MULTILINE))
    assert set(settings_read()) - mentioned == set()


def test_example_has_no_unused_variable() -> None:
    assert set(examples()) - variables("") == set()


def test_example_agrees_with_the_defaults() -> None:
    defaults = dict(re.findall(r"\$\{([A-Z_]+):-([^}]*)\}", TEXT))
    assert {name: examples()[name] for name in defaults} == defaults


@pytest.mark.parametrize("name", OURS)
def test_every_setting_reaches_the_service(name: str) -> None:
    # DEBUG is off by default, and a real installation has no way to switch it on.
    assert set(settings_read()) - set(SERVICES[name]["environment"]) == {"DEBUG"}
    assert SERVICES[name]["environment"]["ANLAUF_ENV"] == "production"


@pytest.mark.parametrize("name", OURS)
def test_required_setting_stops_the_start_when_missing(name: str) -> None:
    required = [setting for setting, must in settings_read().items() if must]
    assert {"SECRET_KEY", "ALLOWED_HOSTS", "SITE_URL", "DATABASE_URL", "REDIS_URL"} <= set(required)
    assert [setting for setting in required if ":?" not in SERVICES[name]["environment"][setting]] == []


@pytest.mark.parametrize("name", SECRETS)
def test_secret_has_no_default(name: str) -> None:
    assert name in variables(r":\?")
    assert set(re.findall(r"\$\{" + name + r"(.{2})", TEXT)) == {":?"}
    assert examples()[name] == ""


def test_missing_variable_is_answered_with_a_sentence() -> None:
    sentences = re.findall(r"\$\{([A-Z_]+):\?([^}]*)\}", TEXT)
    assert [name for name, sentence in sentences if not re.match(rf"Set {name} in \.env .+", sentence)] == []


def test_redis_writes_down_what_it_holds() -> None:
    command = SERVICES["redis"]["command"]
    assert command[command.index("--appendonly") + 1] == "yes"
    assert SERVICES["redis"]["volumes"] == ["redis:/data"]


def test_redis_never_drops_waiting_tasks() -> None:
    command = SERVICES["redis"]["command"]
    assert command[command.index("--maxmemory-policy") + 1].startswith("volatile-")


def test_database_is_postgres_18_with_its_folder_on_a_volume() -> None:
    assert SERVICES["db"]["image"] == "postgres:18"
    assert SERVICES["db"]["volumes"] == ["db:/var/lib/postgresql"]


def test_backup_uses_the_image_of_the_database() -> None:
    assert SERVICES["backup"]["image"] == SERVICES["db"]["image"]
    assert SERVICES["backup"]["profiles"] == ["backup"]
    assert SERVICES["backup"]["volumes"] == ["./backups:/backups"]


def test_backup_deletes_only_after_a_whole_new_one() -> None:
    script = SERVICES["backup"]["command"][-1]
    steps = ["pg_dump --format=custom", "pg_restore --list", "mv ", f"-mmin +{35 * 24 * 60} -delete"]
    assert [script.index(step) for step in steps] == sorted(script.index(step) for step in steps)
    assert SERVICES["backup"]["command"][:2] == ["bash", "-euc"]


def test_volume_is_declared() -> None:
    used = {volume.split(":")[0] for service in SERVICES.values() for volume in service.get("volumes", []) if volume[0] != "."}
    assert used == set(COMPOSE["volumes"])


def test_only_web_can_be_reached_and_only_from_this_machine() -> None:
    assert {name: service["ports"] for name, service in SERVICES.items() if "ports" in service} == {"web": ["127.0.0.1:8000:8000"]}
    # The worker reaches out to the mail server; it publishes no port.
    assert [name for name, service in SERVICES.items() if "front" in service["networks"]] == ["web", "worker"]
    assert COMPOSE["networks"]["back"] == {"internal": True}


def test_one_service_builds_the_image_and_nobody_fetches_it() -> None:
    assert [name for name, service in SERVICES.items() if "build" in service] == ["web"]
    assert {(SERVICES[name]["image"], SERVICES[name]["pull_policy"]) for name in OURS} == {("anlauf:local", "never")}


def test_beat_cannot_be_doubled() -> None:
    assert SERVICES["beat"]["container_name"]


def test_image_runs_without_root_and_without_development_packages() -> None:
    dockerfile = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    assert re.findall(r"^USER (.+)$", dockerfile, re.MULTILINE) == ["anlauf"]
    assert "pip install -c constraints.txt . " in dockerfile
    assert not re.search(r"^(ENV|ARG) .*(SECRET|PASSWORD)", dockerfile, re.MULTILINE)


@pytest.mark.parametrize("name", [".env", ".env.*", ".git/", "backups/"])
def test_image_leaves_private_files_out(name: str) -> None:
    assert name in (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()


@pytest.mark.skipif(not compose_works(), reason="`docker compose` is not there: Compose itself has not read docker-compose.yml")
def test_compose_reads_the_file(tmp_path: Path) -> None:
    complete = {name: value or "dummy" for name, value in examples().items()}
    accepted = config(tmp_path, complete)
    assert accepted.returncode == 0, accepted.stderr


@pytest.mark.skipif(not compose_works(), reason="`docker compose` is not there: Compose itself has not read docker-compose.yml")
@pytest.mark.parametrize("name", SECRETS)
def test_compose_refuses_a_missing_secret(name: str, tmp_path: Path) -> None:
    refused = config(tmp_path, {**{other: value or "dummy" for other, value in examples().items()}, name: ""})
    assert refused.returncode != 0
    assert f"Set {name}" in refused.stderr
