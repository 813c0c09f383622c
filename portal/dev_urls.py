"""Addresses that exist in development only."""

from django.urls import path, register_converter

from portal import dev


class MailName:
    """The name of a stored message: digits, so that no path can leave the folder."""

    regex = "[0-9]{20}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(MailName, "mail_name")

app_name = "dev_mail"
urlpatterns = [
    path("", dev.mailbox, name="list"),
    path("<mail_name:name>/", dev.message, name="message"),
    path("<mail_name:name>/html/", dev.html_part, name="html"),
]
