"""What the participants of an event were told, at the desk."""

from tests.access import Row, members

# A POST that names no mail leads back to the list.
TABLE: dict[str, Row] = {
    "event_mails:list": (
        "/de/desk/events/7001/mails/",
        members(advisor=403, own_editor=200, own_coordinator=200, operator=200),
        members(advisor=403, own_editor=302, own_coordinator=302, operator=302),
    ),
}
