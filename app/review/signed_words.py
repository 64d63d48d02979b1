"""Word the page after signing by what is known: who to call, and by when.

Every sentence is true for the answers it is given. None says that someone knows, has read or was
called unless a record says so, and none names a person whom the writer ruled out.
Pure.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

import msgspec

from app.domain.times.shown_times import format_time_limit
from content.contacts.phone_lines import PhoneLine

SOON = timedelta(hours=2)
EVIDENCE = "Ask how to keep messages. Do not look at pictures."
DANGER_WORDS = {
    "yes": "You said that someone is in danger. Call 999 now.",
    "unsure": "You were not sure if anyone is in danger. If they might be, call 999 now. You do "
    "not have to be sure. If not, call 101.",
    "": "You did not answer if anyone is in danger. If they might be, call 999 now. If not, call "
    "101.",
    "no": "Call 101. Call 999 if it is happening now, or if the person might come back.",
}
CALLED_IN_DANGER = "You said that someone is in danger. If they still are, call 999 again."
CALLED_BEFORE = "If someone might be in danger, call 999 again. To tell the police more, call 101."
CALLED_NO_DANGER = (
    "To tell the police more, call 101. Call 999 if it is happening now, or if the person might "
    "come back."
)


class PoliceStep(msgspec.Struct, frozen=True):
    """The step about the police. `first`: before every other step."""

    title: str
    text: str
    first: bool = False


def word_police_step(
    danger: str, *, called: bool, by_author: bool = True, evidence: bool = False
) -> PoliceStep:
    """Return the step by the answer about danger, "" where there is none. `called`: they were.

    `evidence`: signs are ticked for which the police may need messages or pictures.
    """
    keep = f" {EVIDENCE}" if evidence else ""
    done = "You called the police" if by_author else "The police were called"
    title = done if called else "Call the police"
    if danger == "yes":
        said = CALLED_IN_DANGER if called else DANGER_WORDS["yes"]
        return PoliceStep(title if called else "Call 999 now", f"{said}{keep}", first=True)
    before = CALLED_NO_DANGER if danger == "no" else CALLED_BEFORE
    said = before if called else DANGER_WORDS.get(danger, DANGER_WORDS[""])
    return PoliceStep(title, f"{said}{keep}")


class UnreadFacts(msgspec.Struct, frozen=True, kw_only=True):
    """Facts about a record that no one else has opened.

    `people`: who to call, as a sentence names them; `next_line`: the first line that is open;
    `lado_by`: when the LADO must know, where it is about someone who works with children;
    `danger`: someone is in danger, as the writer said; `no_answer`: they tried to tell a lead.
    """

    people: str
    call_by: datetime
    now: datetime
    next_line: PhoneLine | None = None
    lado_by: date | None = None
    danger: bool = False
    no_answer: bool = False


def advise_call_while_unread(facts: UnreadFacts) -> str:
    """Return who to call because no one else has opened it, and when."""
    if facts.lado_by is not None:
        return (
            f"Do not wait for anyone to open it. Call {facts.people} now. If you cannot reach "
            "them, call the LADO yourself."
        )
    if facts.danger:
        return "Do not wait for anyone to open it. If you have not called 999, call now."
    if facts.no_answer:
        return (
            "Do not wait for anyone to open it. Call children’s services. If they are closed, call "
            "101, or 999 in an emergency."
        )
    after = f" No answer? Call {_name(facts.next_line)}." if facts.next_line else ""
    if facts.call_by <= facts.now:
        return f"Do not wait for anyone to open it. Call {facts.people} now.{after}"
    by = format_time_limit(facts.call_by, facts.now)
    if facts.call_by - facts.now <= SOON:
        return (
            f"If no one has opened it by {by}, call {facts.people}. No "
            "answer? Call 101, or 999 in an emergency."
        )
    cannot = f" If it cannot wait until then, call {_name(facts.next_line)} now." * bool(
        facts.next_line
    )
    return f"It might not be read before {by}.{cannot}"


def find_open_outside_line(lines: Sequence[PhoneLine]) -> PhoneLine | None:
    """Return the first line outside the organisation that someone answers now, short of 999."""
    return next((line for line in lines if line.kind == "open" and line.number), None)


def name_people(names: Sequence[str], lead_title: str) -> str:
    """Return how a sentence names who to call: by name, or as "your safeguarding lead"."""
    return " or ".join(names) or f"your {lead_title}"


def _name(line: PhoneLine | None) -> str:
    if line is None:
        return ""
    return f"{'the police' if line.key == 'police' else line.who} on {line.number}"
