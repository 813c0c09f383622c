"""Make the outside list: 1,000 invented funding programmes as a public body would send them, with faults that are counted by name.

`.venv/bin/python -m scripts.outside_list FOLDER` writes `foerderprogramme.csv` and `foerdergeber.csv`, the same bytes every time.
Take over the bodies first, then the programmes. All names are made up, all addresses end in example.org.
"""

import csv
import io
import random
import sys
from pathlib import Path

ROWS = 1000
HEADERS = (
    "Programm-Nr.", "Förderprogramm", "Förderart", "Fördergebiet", "Fördergeber", "Kurzbeschreibung", "Wer wird gefördert?", "Förderhöhe",
    "Antragsfrist", "Laufzeit bis", "Förderbereich", "Gründungsphase", "Internetadresse", "Stand der Angaben", "Interne Notiz",
)  # fmt: skip
BODY_HEADERS = ("Kürzel", "Name der Organisation", "Organisationsart", "Zuständigkeitsbereich", "Homepage", "Beschreibung")
# Rows with a fault that somebody must mend, by its name; each row has one.
FAULTS = {
    "duplicate key": 20, "unclear date": 15, "unknown kind": 12, "unknown region": 10, "unknown body": 6,
    "no web address": 10, "too long": 8, "no key": 5, "no name": 5,
}  # fmt: skip
# Rows that are odd and still read: nothing to mend.
ODDITIES = {"address missing": 180, "html": 40, "formula": 10, "line break": 25, "serial date": 30}
LANDS = (
    "Bayern",
    "Hessen",
    "Niedersachsen",
    "Nordrhein-Westfalen",
    "NRW",
    "Sachsen",
    "Berlin",
    "bundesweit",
    "Deutschland",
    "Landkreis Holzminden",
)
KINDS = ("Zuschuss", "Darlehen", "Bürgschaft", "Beteiligung", "Gutschein", "Beratung", "nicht rückzahlbarer Zuschuss", "ZUSCHUSS")
AREAS = ("Finanzierung", "Digitalisierung | Finanzierung", "Ausbildung", "Zuschuss", "Marketing; Vernetzung", "")
PHASES = ("Gründung", "Vorgründung | Gründung", "Festigung", "Planung", "")
SURE_DATES = ("31.12.2027", "1.3.2027", "2027-06-30", "30/09/2027", "15. Mai 2027", "laufend", "", "unbefristet", "31.12.27", "k. A.")
MONTHS = ("2028-12", "Dez 2028", "12/2028", "2028", "Dezember 2028", "", "laufend", "31.12.2028")
UNCLEAR = ("12/31/26", "Q4/2026", "30.02.2027", "demnächst", "Ende 2027")
KIND_TYPOS = ("Zuschus", "Darlehn", "Sachleistung", "Patenschaft")
REGION_TYPOS = ("Ruhrpott", "Bayren", "Neuland", "Hesen")
NAMES = ("Gründung", "Mikro", "Start", "Innovation", "Meister", "Nachfolge", "Digital", "Sozial", "Handwerk", "Kreativ")
ENDS = ("zuschuss", "darlehen", "fonds", "bonus", "prämie", "hilfe", "programm", "gutschein")


def bodies() -> list[tuple[str, ...]]:
    """Return twenty invented bodies that give money."""
    kinds = ("development_bank", "Wirtschaftsförderung", "Industrie- und Handelskammer (IHK)", "chamber_hwk")
    rows = []
    for number in range(1, 21):
        name = f"Musterstelle {number:02} für Förderung (Beispiel)"
        kind, land = kinds[number % len(kinds)], LANDS[number % 5]
        rows.append((f"FG-{number:02}", name, kind, land, f"stelle{number:02}.example.org", "Eine erfundene Stelle für Beispiele."))
    return rows


def programmes() -> list[dict[str, str]]:
    """Return the rows, with every fault and every oddity as often as it is named above."""
    choose = random.Random(2026)  # noqa: S311 - the same list every time
    rows = [_programme(number, choose) for number in range(1, ROWS + 1)]
    # The first rows stay whole: others repeat their keys.
    places = choose.sample(range(50, ROWS), sum(FAULTS.values()) + sum(ODDITIES.values()))
    for name, count in {**FAULTS, **ODDITIES}.items():
        for turn in range(count):
            _spoil(rows[places.pop()], name, turn, rows)
    return rows


def _programme(number: int, choose: random.Random) -> dict[str, str]:
    name = f"{choose.choice(NAMES)}{choose.choice(ENDS)} {number}"
    values = (
        f"FP-{number:04}", name, choose.choice(KINDS), choose.choice(LANDS), choose.choice(bodies())[1],
        f"Sie bekommen Geld für Ihren Start: {name}.", "Menschen, die ein Unternehmen gründen",
        f"bis {choose.randrange(1, 50) * 1000} Euro",
        choose.choice(SURE_DATES), choose.choice(MONTHS), choose.choice(AREAS), choose.choice(PHASES),
        f"www.programm{number}.example.org", choose.choice(("2026-05", "05.2026", "01.05.2026", "2026", "")), "intern",
    )  # fmt: skip
    return dict(zip(HEADERS, values, strict=True))


def _spoil(row: dict[str, str], name: str, turn: int, rows: list[dict[str, str]]) -> None:
    """Put one fault or oddity into a row."""
    text = row["Kurzbeschreibung"]
    changes = {
        "duplicate key": {"Programm-Nr.": rows[turn]["Programm-Nr."]},
        "unclear date": {"Antragsfrist": UNCLEAR[turn % len(UNCLEAR)]},
        "unknown kind": {"Förderart": KIND_TYPOS[turn % len(KIND_TYPOS)]},
        "unknown region": {"Fördergebiet": REGION_TYPOS[turn % len(REGION_TYPOS)]},
        "unknown body": {"Fördergeber": "Stelle, die es nicht gibt"},
        "no web address": {"Internetadresse": "siehe Merkblatt"},
        "too long": {"Kurzbeschreibung": (text + " ") * 5},
        "no key": {"Programm-Nr.": ""},
        "no name": {"Förderprogramm": ""},
        "address missing": {"Internetadresse": ("", "-", "k. A.")[turn % 3]},
        "html": {"Kurzbeschreibung": f"<p>{text}</p><br/>Mehr&nbsp;dazu <b>hier</b>."},
        "formula": {"Kurzbeschreibung": f'=HYPERLINK("https://example.org";"{turn}")'},
        "line break": {"Wer wird gefördert?": 'Menschen, die "klein" anfangen;\nund Vereine'},
        "serial date": {"Laufzeit bis": str(46387 + turn)},
    }
    row.update(changes[name])


def as_bytes(headers: tuple[str, ...], rows: list[tuple[str, ...]]) -> bytes:
    """Return a CSV file with a byte order mark and semicolons."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(headers)
    writer.writerows(rows)
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def programmes_file() -> bytes:
    return as_bytes(HEADERS, [tuple(row.values()) for row in programmes()])


def bodies_file() -> bytes:
    return as_bytes(BODY_HEADERS, bodies())


def main() -> None:
    """Write both files."""
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else ".")
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in (("foerdergeber.csv", bodies_file()), ("foerderprogramme.csv", programmes_file())):
        (folder / name).write_bytes(content)
        print(folder / name)


if __name__ == "__main__":
    main()
