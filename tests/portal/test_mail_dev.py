"""The mailbox of development: a real server that writes files, a page that shows them, and nothing of it anywhere else."""

import os
import re
import signal
import smtplib
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.test import Client
from django.urls import include, path

from portal.letters import compose
from portal.mail import Letter, message_id
from portal.models import OutgoingMail
from portal.urls import urlpatterns as of_tests
from scripts import mailbox
from scripts.services import free_port

ROOT = Path(django_settings.BASE_DIR)
urlpatterns = [path("dev/mail/", include("portal.dev_urls")), *of_tests]
PRODUCTION = {
    "ANLAUF_ENV": "production",
    "SECRET_KEY": "checked-against-production-settings-and-of-no-use-anywhere-else-0123456789",
    "ALLOWED_HOSTS": "anlauf.example.org",
    "SITE_URL": "https://anlauf.example.org",
    "SMTP_HOST": "mail.example.org",
    "MAIL_FROM": "Anlauf <mail@anlauf.example.org>",
    "MEDIA_ROOT": "/tmp",  # noqa: S108 - nothing is written
}


def stored(folder: Path, number: int = 1, **fields: Any) -> str:
    row = OutgoingMail(kind="t", recipient="kim@example.org", language="ar", message_id=message_id(str(number)))
    letter = Letter(
        **({"subject": f"Brief {number}", "paragraphs": ("Guten Tag.",), "button": ("Weiter", "http://localhost:8000/x/")} | fields)
    )
    name = f"{number:020d}"
    folder.mkdir(exist_ok=True)
    (folder / f"{name}.eml").write_bytes(compose(row, letter).as_bytes())
    return name


@pytest.fixture
def box(settings: Any, tmp_path: Path) -> Path:
    settings.DEV_MAILBOX = tmp_path / "mail"
    settings.ROOT_URLCONF = __name__
    return settings.DEV_MAILBOX


def test_empty_mailbox_says_so(box: Path) -> None:
    assert "Noch ist keine E-Mail angekommen." in Client().get("/dev/mail/").content.decode()


def test_newest_message_comes_first_and_can_be_read(box: Path) -> None:
    stored(box, 1)
    name = stored(box, 2, subject="<script>alert(1)</script>")
    page = Client().get("/dev/mail/", HTTP_ACCEPT_LANGUAGE="de").content.decode()
    assert page.index("&lt;script&gt;") < page.index("Brief 1")
    assert "<script>alert" not in page
    response = Client().get(f"/dev/mail/{name}/")
    page = response.content.decode()
    assert "kim@example.org" in page
    assert '<a href="http://localhost:8000/x/"' in page
    assert re.search(rf'<iframe [^>]*src="/dev/mail/{name}/html/" sandbox="allow-popups allow-popups-to-escape-sandbox"', page)
    assert "frame-src 'self'" in response["Content-Security-Policy"]


def test_html_part_runs_nothing_and_may_only_be_framed_here(box: Path) -> None:
    name = stored(box)
    response = Client().get(f"/dev/mail/{name}/html/")
    policy = response["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "sandbox allow-popups" in policy
    assert "allow-scripts" not in policy
    assert response["X-Frame-Options"] == "SAMEORIGIN"
    assert 'dir="rtl"' in response.content.decode()


def test_other_pages_may_not_be_framed_nor_frame(box: Path) -> None:
    response = Client().get("/dev/mail/")
    assert response["X-Frame-Options"] == "DENY"
    assert "frame-src" not in response["Content-Security-Policy"]


@pytest.mark.parametrize("name", ["00000000000000000009", "..%2f..%2fmanage", "1", "../secret"])
def test_message_that_is_not_there_is_not_found(box: Path, name: str) -> None:
    stored(box)
    assert Client().get(f"/dev/mail/{name}/").status_code == 404


def test_tests_have_no_mailbox_page() -> None:
    assert Client().get("/dev/mail/").status_code == 404


@pytest.mark.parametrize(("kind", "there"), [("production", False), ("development", True)])
def test_mailbox_page_exists_in_development_only(kind: str, *, there: bool) -> None:
    code = (
        "import django; django.setup()\nfrom django.urls import Resolver404, resolve\n"
        "try:\n    print(resolve('/dev/mail/').view_name)\nexcept Resolver404:\n    print('nothing')"
    )
    env = {**os.environ, **(PRODUCTION if kind == "production" else {"ANLAUF_ENV": kind})}
    found = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=env, capture_output=True, text=True, check=True).stdout
    assert found.strip() == ("dev_mail:list" if there else "nothing")


@pytest.mark.parametrize("wrong", ["Anlauf", "Anlauf <mail@example.org", "a@b.de\nBcc: c@d.de", "Anlauf <not an address>", ""])
def test_wrong_sender_stops_the_start(wrong: str) -> None:
    env = {**os.environ, **PRODUCTION, "MAIL_FROM": wrong}
    found = subprocess.run([sys.executable, "-c", "import portal.settings"], cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert found.returncode != 0
    assert "MAIL_FROM must look like" in found.stderr


def test_server_keeps_the_newest_messages_as_files(tmp_path: Path) -> None:
    keeper, kept = tmp_path / "run.py", tmp_path / "mail"
    # The program itself, with another folder and a smaller limit.
    keeper.write_text(
        f"import pathlib, sys; from scripts import mailbox\nmailbox.FOLDER, mailbox.KEPT = pathlib.Path({str(kept)!r}), 3\nmailbox.main()"
    )
    port = free_port()
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen([sys.executable, str(keeper), str(port)], cwd=ROOT, env=env)
    try:
        with _connected(port, process) as smtp:
            for number in range(5):
                smtp.sendmail("a@example.org", ["b@example.org"], f"Subject: {number}\r\n\r\nx")
        assert [re.search(r"Subject: (\d)", path.read_text())[1] for path in sorted(kept.glob("*.eml"))] == ["2", "3", "4"]
        assert list(kept.glob("*.part")) == []
    finally:
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0


def _connected(port: int, process: subprocess.Popen[bytes]) -> smtplib.SMTP:
    deadline = time.monotonic() + 30
    while True:
        try:
            return smtplib.SMTP("127.0.0.1", port, timeout=5)
        except OSError:
            assert process.poll() is None
            assert time.monotonic() < deadline, "the mailbox does not answer"


def test_mailbox_and_page_mean_the_same_folder() -> None:
    assert mailbox.FOLDER == django_settings.DEV_MAILBOX
