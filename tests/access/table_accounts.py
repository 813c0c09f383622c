"""Signing in, one's own account, people and invitations."""

from tests.access import NO_GET, NO_POST, Row, everyone

PEOPLE = {"visitor": 302, "own_editor": 200, "other_editor": 200, "own_coordinator": 200, "other_coordinator": 200, "operator": 200}
SIGNED_IN = everyone(200, visitor=302)
# Somebody who is signed in is led on.
ENTRANCE = everyone(302, visitor=200)
# Steps of a sign-in that nobody here has begun.
STEP = everyone(302)
FACTOR = {"own_coordinator": 200, "other_coordinator": 200, "operator": 200}
WITH_APP = everyone(404, visitor=302, own_coordinator=302, other_coordinator=302, operator=302)
TABLE: dict[str, Row] = {
    "account_login": ("/de/account/login/", ENTRANCE, ENTRANCE),
    "account_login_password": ("/de/account/login/password/", ENTRANCE, ENTRANCE),
    "account_confirm_login_code": ("/de/account/login/code/", STEP, STEP),
    "mfa_login_webauthn": ("/de/account/login/passkey/", STEP, STEP),
    "mfa_authenticate": ("/de/account/login/factor/", STEP, STEP),
    "account_logout": ("/de/account/logout/", SIGNED_IN, STEP),
    "account_inactive": ("/de/account/inactive/", everyone(200), NO_POST),
    "account_signup": ("/de/account/signup/", ENTRANCE, ENTRANCE),
    "account_email_verification_sent": ("/de/account/signup/code/", STEP, STEP),
    "account_email": ("/de/account/email/", STEP, STEP),
    "account_set_password": ("/de/account/password/", SIGNED_IN, SIGNED_IN),
    "account_reauthenticate": ("/de/account/again/", SIGNED_IN, SIGNED_IN),
    "mfa_reauthenticate": ("/de/account/again/factor/", everyone(302) | FACTOR, everyone(302) | FACTOR),
    "mfa_reauthenticate_webauthn": ("/de/account/again/passkey/", STEP, STEP),
    "mfa_index": ("/de/account/factors/", SIGNED_IN, NO_POST | {"visitor": 302}),
    "mfa_activate_totp": ("/de/account/factors/app/", STEP, STEP),
    "mfa_deactivate_totp": ("/de/account/factors/app/off/", WITH_APP, WITH_APP),
    "mfa_view_recovery_codes": ("/de/account/factors/codes/", everyone(404, visitor=302), NO_POST | {"visitor": 302}),
    "mfa_generate_recovery_codes": ("/de/account/factors/codes/new/", STEP, STEP),
    "mfa_download_recovery_codes": ("/de/account/factors/codes/file/", everyone(404, visitor=302), everyone(404, visitor=302)),
    "mfa_list_webauthn": ("/de/account/factors/passkeys/", SIGNED_IN, NO_POST | {"visitor": 302}),
    "mfa_add_webauthn": ("/de/account/factors/passkeys/add/", STEP, STEP),
    "mfa_remove_webauthn": ("/de/account/factors/passkeys/1/remove/", STEP, STEP),
    "mfa_edit_webauthn": ("/de/account/factors/passkeys/1/name/", STEP, STEP),
    "usersessions_list": ("/de/account/devices/", SIGNED_IN, STEP),
    "accounts:me": ("/de/desk/account/", SIGNED_IN, SIGNED_IN),
    "accounts:held": ("/de/desk/account/held/", SIGNED_IN, NO_POST | {"visitor": 302}),
    "accounts:held_file": ("/de/desk/account/held/file/", SIGNED_IN, NO_POST | {"visitor": 302}),
    "accounts:delete": ("/de/desk/account/delete/", STEP, STEP),
    "people:list": ("/de/desk/people/", everyone(403) | PEOPLE, NO_POST | {"visitor": 302}),
    "people:invite": ("/de/desk/people/invite/", everyone(403) | PEOPLE, everyone(403) | PEOPLE),
    "people:withdraw": ("/de/desk/people/invitations/1000/withdraw/", NO_GET | {"visitor": 302},
                        everyone(404, visitor=302, own_editor=302, own_coordinator=302, operator=302)),
    "people:take": ("/de/desk/people/member/1000/take/", everyone(404, visitor=302, advisor=200, own_editor=200, own_coordinator=200, operator=200),
                    everyone(404, visitor=302, advisor=302, own_editor=302, own_coordinator=302, operator=302)),
    "people:invitation": ("/de/invitation/world/", everyone(200), everyone(403, visitor=302)),
}  # fmt: skip
