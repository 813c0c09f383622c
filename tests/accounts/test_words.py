"""Every word allauth can say on our pages is one of ours, so that it exists in all eight languages."""

import pytest
from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from babel.messages.pofile import read_po
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import translation
from django.utils.module_loading import import_string

from accounts.adapter import SAID, AccountAdapter, SecondFactorAdapter
from accounts.forms import PasswordLoginForm
from portal.languages import CODES, SOURCE
from tests.access.world import make_user

# Messages of pages that have no address here: user names, telephones, links to reset a password, several addresses.
UNREACHABLE = {
    "cannot_remove_primary_email", "phone_password_mismatch", "enter_current_password", "invalid_or_expired_key", "invalid_password_reset",
    "phone_taken", "unknown_email", "unknown_phone", "username_blacklisted", "username_password_mismatch", "username_taken", "select_only_one",
    "same_as_current",
}  # fmt: skip


def test_every_error_that_can_be_reached_is_ours() -> None:
    own = {code for code, words in AccountAdapter.error_messages.items() if words is not DefaultAccountAdapter.error_messages.get(code)}
    assert set(DefaultAccountAdapter.error_messages) - own == UNREACHABLE
    assert set(SecondFactorAdapter.error_messages) == set(DefaultMFAAdapter.error_messages)


@pytest.mark.django_db
def test_every_label_and_hint_of_the_forms_is_ours() -> None:
    user = make_user("rana")
    needs = {
        "confirm_login_code": {"code": ""},
        "confirm_email_verification_code": {"code": ""},
        "add_email": {"user": user},
        "reauthenticate": {"user": user},
    }
    forms = [(path, needs.get(name, {})) for name, path in settings.ACCOUNT_FORMS.items()]
    forms += [(path, {"user": user}) for name, path in settings.MFA_FORMS.items() if name in ("authenticate", "reauthenticate")]
    bases = {name: import_string(path) for name, path in (*settings.ACCOUNT_FORMS.items(), *settings.MFA_FORMS.items())}
    shown = set()
    for path, fields in forms:
        form = import_string(path)(**fields)
        for field in form.fields.values():
            assert "placeholder" not in field.widget.attrs
            shown |= {str(field.label), str(field.help_text)}
    for field in PasswordLoginForm().fields.values():
        shown |= {str(field.label), str(field.help_text)}
    assert all(any("accounts.forms" in kind.__module__ for kind in base.__mro__) for base in bases.values())
    known = {message.id for message in catalogue()} | ours()
    assert shown - {""} <= known


def catalogue() -> list[object]:
    with (settings.BASE_DIR / "locale" / "en" / "LC_MESSAGES" / "django.po").open("rb") as file:
        return list(read_po(file, locale="en"))


def ours() -> set[str]:
    from accounts import forms  # noqa: PLC0415 - only here

    hints = {str(words) for kind in vars(forms).values() for words in getattr(kind, "hints", {}).values()}
    return hints | {str(words) for words in forms.LABELS.values()}


def test_what_is_said_afterwards_is_ours() -> None:
    assert all(str(words).strip() for words in SAID.values())


@pytest.mark.parametrize("code", CODES)
def test_errors_of_passwords_are_translated(code: str) -> None:
    """These four come from Django."""
    from django.contrib.auth.password_validation import validate_password  # noqa: PLC0415 - only here

    user = make_user_unsaved()
    with translation.override(code), pytest.raises(ValidationError) as raised:
        validate_password("12345", user)
    with translation.override(code), pytest.raises(ValidationError) as alike:
        validate_password("rana-rana@example.org", user)
    found = raised.value.messages + alike.value.messages
    assert len(found) == 4
    if code != "en":
        assert not any("password" in text.lower() and "the" in text.lower().split() for text in found)


def make_user_unsaved() -> object:
    from accounts.models import User  # noqa: PLC0415 - only here

    return User(email="rana-rana@example.org", name="Rana")


@pytest.mark.parametrize("code", [code for code in CODES if code != SOURCE])
def test_pages_do_not_fall_back_to_allauths_english(client: object, db: None, code: str) -> None:
    for address in ("login", "login/password", "signup"):
        page = client.get(f"/{code}/account/{address}/").text
        assert "Email address" not in page
        assert "Remember Me" not in page
        assert "Forgot your password" not in page
