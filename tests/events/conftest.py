"""A mail server for the tests of events."""

import email
import email.policy
from collections.abc import Iterator
from email.message import EmailMessage
from typing import Any

import pytest

from faults.server import PostOffice, post_office
from tests.portal.test_mail_crashes import crew

__all__ = ["crew"]


@pytest.fixture
def post(settings: Any) -> Iterator[PostOffice]:
    with post_office() as office:
        settings.SMTP_HOST, settings.SMTP_PORT, settings.SMTP_SECURITY = "127.0.0.1", office.port, "none"
        settings.MAIL_DATA_SECONDS = settings.MAIL_CONNECT_SECONDS = 1
        yield office


def received(post: PostOffice) -> list[EmailMessage]:
    return [email.message_from_bytes(content, policy=email.policy.default) for content in post.contents]


def text_of(message: EmailMessage) -> str:
    return message.get_body(("plain",)).get_content()
