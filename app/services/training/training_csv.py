"""Export training as a table for a spreadsheet: everybody a line, for an inspection.

A cell that a spreadsheet would take for a formula is marked as text, since names are typed by
people. Names of columns are fixed: whoever reads these files with a program may rely on them. No
answer and nothing about a child is in any of them.
"""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from unicodedata import category, normalize

from app.domain.training.training_status import TrainingStatus
from app.services.content import workbook_content
from app.services.training import team_standing
from app.services.training.team_standing import MemberStanding
from app.services.unit_of_work import Action, UnitOfWork

COLUMNS = (
    *("name", "job_title", "email", "member", "standing", "workbook", "edition"),
    *("completed_on", "how", "confirmed_by", "due_by", "chapters_to_read"),
    *("sent_to_board_on", "board_certificate_on", "practised_on"),
)
BYTE_ORDER_MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"
"""At the start of the file: by it spreadsheets read names in UTF-8."""
_BREAKS = ("Cc", "Cs", "Zl", "Zp")
_RUNS = frozenset(("=", "+", "-", "@"))
"""Signs that start a formula, in wide forms too: some spreadsheets read those in the same way."""
_AS_TEXT = "'"


def export_team_csv(uow: UnitOfWork) -> bytes:
    """Return everybody, a line each, with all that the list shows. Logged before anything is read.

    Raises LogBrokenError.
    """
    uow.look(Action.EXPORTED, "trained/inspection")
    titles = workbook_content.load_current_edition(uow.org).titles
    everybody, _ = team_standing.list_team_status(uow)
    return build_csv(COLUMNS, (_build_line(one, titles) for one in everybody))


def build_csv(columns: Sequence[str], lines: Iterable[Sequence[str]]) -> bytes:
    """Return a CSV as spreadsheets open it: UTF-8 with its mark, quoted cells, CRLF ends."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([escape_csv_cell(one) for one in line] for line in lines)
    return (BYTE_ORDER_MARK + text.getvalue()).encode("utf-8")


def escape_csv_cell(value: str) -> str:
    """Return one line of text that no spreadsheet runs: breaks are gaps, a formula is text.

    Signs that nobody sees before an equals sign do not hide it (OWASP, CSV injection).
    """
    flat = "".join(" " if category(one) in _BREAKS else one for one in value).strip()
    first = next((one for one in flat if category(one) != "Cf" and not one.isspace()), "")
    return f"{_AS_TEXT}{flat}" if normalize("NFKC", first)[:1] in _RUNS else flat


def _build_line(one: MemberStanding, titles: Mapping[str, str]) -> tuple[str, ...]:
    stands, said = one.stands, one.stands.completion
    return (
        *(one.name, one.job_title, one.email, "no" if one.apart else "yes", stands.standing.value),
        *(said.workbook if said else "", said.edition if said else ""),
        *(_format_day(said.on if said else None), said.how.value if said else ""),
        *(
            said.confirmer.name if said else "",
            _format_day(stands.due),
            _join_chapter_titles(stands, titles),
        ),
        *(
            _format_day(stands.sent_on),
            _format_day(stands.certificate_on),
            _format_day(one.practised_on),
        ),
    )


def _join_chapter_titles(stands: TrainingStatus, titles: Mapping[str, str]) -> str:
    return "; ".join(titles[key] for key in stands.changed)


def _format_day(on: date | None) -> str:
    return on.isoformat() if on else ""
