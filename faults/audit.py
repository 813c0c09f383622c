"""What a run left behind: the rows of the product beside what the mail server accepted."""

from collections import Counter
from dataclasses import dataclass

from portal.models import OutgoingMail

ACTIVE = ("pending", "claimed", "sending")


@dataclass
class Audit:
    """The gate: nothing lost, nothing silently doubled. `unclear` is what the product itself names so."""

    mails: int
    states: dict[str, int]
    lost: int
    silent_duplicates: int
    unclear: int
    accepted_twice: int

    @property
    def is_clean(self) -> bool:
        return not self.lost and not self.silent_duplicates

    def __str__(self) -> str:
        states = ", ".join(f"{number} {state}" for state, number in sorted(self.states.items()))
        return (
            f"{self.mails} mails ({states}); lost {self.lost}; silent duplicates {self.silent_duplicates}; "
            f"named unclear {self.unclear}; of these really doubled {self.accepted_twice}"
        )


def audit(accepted: Counter[str]) -> Audit:
    """Compare all rows with the server's count. Lost: still under way, called sent but never accepted, or gone without a word."""
    lost = silent = unclear = twice = 0
    states: Counter[str] = Counter()
    for row in OutgoingMail.objects.all().iterator():
        states[row.state] += 1
        times, named = accepted[row.message_id], row.repeated or row.state == "unknown"
        wordless = row.state == "dead" and not row.last_error
        lost += row.state in ACTIVE or (row.state == "sent" and not times) or wordless
        silent += (times > 1 or (times == 1 and row.state == "dead")) and not named
        unclear += named
        twice += times > 1 and named
    return Audit(sum(states.values()), dict(states), lost, silent, unclear, twice)


def under_way() -> int:
    return OutgoingMail.objects.filter(state__in=ACTIVE).count()
