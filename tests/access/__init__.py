"""Every address × every role. One module `table_<app>.py` an app; each names its addresses and what each role gets."""

ROLES = (
    "visitor", "reader", "advisor", "other_editor", "own_editor", "other_coordinator", "own_coordinator", "translator", "operator",
)  # fmt: skip
# pattern name: (example address, status of GET by role, status of POST by role)
Row = tuple[str, dict[str, int], dict[str, int]]


def everyone(status: int, **others: int) -> dict[str, int]:
    """The same status for every role, except for those named."""
    assert set(others) <= set(ROLES)
    return dict.fromkeys(ROLES, status) | others


def members(**statuses: int) -> dict[str, int]:
    """A page for people who are signed in: a visitor is led to the sign-in, everybody else gets what is named, 404 where nothing is."""
    return everyone(404, visitor=302) | statuses


NO_POST = everyone(405)
NO_GET = everyone(405)
