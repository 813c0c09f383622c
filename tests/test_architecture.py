"""Rules that import contracts cannot see: string foreign keys, sizes, and what must not stand in the tree."""

import re
import subprocess
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
LAYERS = ["portal", "accounts", "translations", "networks", "offers", "events", "exchange", "stories", "atlas"]
APP_FILES = sorted(path for app in LAYERS for path in (ROOT / app).rglob("*.py") if "migrations" not in path.parts)


def tracked_files() -> list[Path]:
    names = subprocess.run(["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [ROOT / name for name in names.splitlines() if (ROOT / name).is_file()]


def test_relations_point_downwards_only() -> None:
    wrong = []
    for app in LAYERS:
        for model in apps.get_app_config(app).get_models():
            for field in (*model._meta.fields, *model._meta.many_to_many):
                target = field.related_model._meta.app_label if field.is_relation and field.related_model else None
                if target in LAYERS and LAYERS.index(target) > LAYERS.index(app):
                    wrong.append(f"{model.__name__}.{field.name} -> {target}")
    assert wrong == []


@pytest.mark.parametrize("path", APP_FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_python_file_stays_short(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    assert len(lines) <= 400


def test_no_celery_eta_and_no_language_left_active() -> None:
    pattern = re.compile(r"countdown=|\beta=|translation\.activate\(")
    assert [str(path) for path in APP_FILES if pattern.search(path.read_text(encoding="utf-8"))] == []


def test_styles_use_logical_directions_only() -> None:
    pattern = re.compile(r"(margin|padding|border)-(left|right)|text-align:\s*(left|right)|[\s;{](left|right)\s*:|float:\s*(left|right)")
    assert [path.name for path in (ROOT / "static").rglob("*.css") if pattern.search(path.read_text(encoding="utf-8"))] == []


def test_templates_hold_no_inline_style_or_script() -> None:
    pattern = re.compile(r"\sstyle=\"|<style|javascript:|\son[a-z]+=\"|hx-on|<script>")
    assert [path.name for path in (ROOT / "templates").rglob("*.html") if pattern.search(path.read_text(encoding="utf-8"))] == []


def test_templates_name_no_language() -> None:
    """Adding a language touches no template; German alone is named, because it is the source."""
    pattern = re.compile(r"[\"'](en|tr|ar|uk|ru|fa|pl)[\"']")
    assert [path.name for path in (ROOT / "templates").rglob("*.html") if pattern.search(path.read_text(encoding="utf-8"))] == []


def test_tree_holds_no_foreign_words_or_minified_files() -> None:
    """Neither how the work is organised, nor package index addresses, nor other people's files."""
    words = re.compile(
        "|".join(["\\.\\./" + "shared", "pypi" + "\\.org", "files\\.python" + "hosted", "npmjs" + "\\.", "source" + "MappingURL"])
    )
    wrong = []
    for path in tracked_files():
        if ".min." in path.name:
            wrong.append(path.name)
        if (
            path.suffix in {".py", ".md", ".txt", ".toml", ".yml", ".html", ".css", ".js", ".json", ".cfg", ""}
            and path.stat().st_size < 2_000_000
        ):
            text = path.read_text(encoding="utf-8", errors="ignore")
            if words.search(text):
                wrong.append(str(path.relative_to(ROOT)))
    assert wrong == []
