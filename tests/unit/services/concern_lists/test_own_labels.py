"""My own records in lists: whom each is about and what came of it, for their author alone."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from app.domain.deadlines.concern_outcome import list_outcomes_so_far
from app.domain.pages.decision import FOR_AUTHOR
from app.domain.record.entry_schema import Addition, Decision, Part, Person, Referral, Reply
from app.models.concern import Concern, Entry
from app.models.draft import DraftPage
from app.services.concern_lists import dashboard, own_labels
from app.services.concerns import follow_up_entries
from app.services.drafts import record_labels
from app.services.drafts.record_labels import RecordLabel
from app.services.unit_of_work import Action
from tests.support.club.office import CHILD, Office, record_parts

EARLY_HELP = ("Decided: Early Help or Family Help",)
REASON, TO_DO = "Her brother’s file says the same.", "Tell her at break."


def decide(office: Office, concern_id: UUID, outcome: str = "early_help") -> None:
    values = {"outcome": outcome, "reason": REASON, FOR_AUTHOR: TO_DO}
    parts = (Part("decision", (), values, item="outcomes-0"),)
    draft = office.draft("jo", concern_id)
    follow_up_entries.sign_follow_up(office.at("jo"), concern_id, draft, Decision, parts, seen=1)


def home(office: Office, who: str = "sam", sign_in: bytes | None = None) -> dict[UUID, RecordLabel]:
    uow = office.at(who)
    return dict(own_labels.load_own_labels(uow, dashboard.load_dashboard(uow).own, sign_in))


def labelled(office: Office) -> UUID:
    concern_id = office.signed("sam")
    draft = office.session.get_one(Concern, concern_id).draft_id
    record_labels.replace_pages_by_label(office.at("sam"), draft, record_parts())
    return concern_id


def outcomes(label: RecordLabel) -> tuple[str, ...]:
    return tuple(one.what for one in label.outcomes)


def test_the_author_reads_the_child_and_what_was_decided(office: Office):
    concern_id = labelled(office)
    assert home(office) == {concern_id: RecordLabel((CHILD,))}
    assert home(office)[concern_id].initials == ("S.Ł.",)
    decide(office, concern_id)
    label = home(office)[concern_id]
    assert (outcomes(label), label.seen) == (EARLY_HELP, 4)
    for who in ("jo", "deputy", "pat", "senior"):
        assert home(office, who) == {}, who


def test_no_reason_is_in_what_the_author_keeps(office: Office):
    concern_id = labelled(office)
    decide(office, concern_id)
    text = repr([line.what for line in home(office)[concern_id].outcomes])
    assert REASON not in text
    assert TO_DO not in text


def test_the_newest_comes_first_and_each_decision_stands(office: Office):
    concern_id = labelled(office)
    decide(office, concern_id, "refer")
    decide(office, concern_id)
    for who, kind, values in (
        ("sam", Referral, {"method": "phone"}),
        ("jo", Reply, {"answer": "no_answer"}),
        ("jo", Reply, {"answer": "decided"}),
    ):
        parts = (Part(kind.__name__.lower(), (), values),)
        draft = office.draft(who, concern_id)
        follow_up_entries.sign_follow_up(office.at(who), concern_id, draft, kind, parts)
    assert outcomes(home(office)[concern_id]) == (
        "Children’s services said what they decided",
        "Referred to children’s services",
        *EARLY_HELP,
        "Decided: Refer to children’s services",
    )


def test_entries_are_opened_once_for_each_change_and_that_is_no_reading(office: Office):
    concern_id = labelled(office)
    decide(office, concern_id)
    before = len(office.events())
    home(office)
    acts = [one.act for one in office.events()[before:]]
    assert acts == [Action.LIST_VIEWED, Action.LIST_VIEWED, Action.TASKS_SHOWN]
    assert office.events()[-1].objs == (str(concern_id),)
    home(office)
    assert [one.act for one in office.events()[before + 3 :]] == [Action.LIST_VIEWED]
    news = dashboard.load_dashboard(office.at("sam")).news
    assert [one.id for one in news] == [concern_id]


def test_a_record_without_a_label_gets_one_when_something_came_of_it(office: Office):
    concern_id = office.signed("sam")
    assert home(office) == {}
    decide(office, concern_id)
    label = home(office)[concern_id]
    assert (label.children, outcomes(label)) == ((CHILD,), EARLY_HELP)
    (row,) = office.session.query(DraftPage)
    assert not any(word.encode() in row.box for word in ("Early Help", CHILD))


def test_an_entry_that_is_changed_or_gone_leaves_the_outcome_out(office: Office):
    for number, spoil in ((3, True), (3, False), (4, False)):
        concern_id = labelled(office)
        decide(office, concern_id)
        with office.at("jo").keep() as session:
            row = session.query(Entry).filter_by(concern_id=concern_id, number=number).one()
            if spoil:
                row.ciphertext = row.ciphertext[:-1] + bytes([row.ciphertext[-1] ^ 1])
            else:
                session.query(Entry).filter_by(id=row.id).update({"number": 90})
        label = home(office)[concern_id]
        assert (label.children, label.outcomes) == ((CHILD,), ()), (number, spoil)


def test_what_was_corrected_since_is_not_told_as_done() -> None:
    by = Person("1", "Jo Smith", "Lead", "", "jo@example.org", ("lead",), True)
    signed = {"by": by, "signed_at": datetime(2026, 11, 24, 9, tzinfo=UTC), "once": "1"}
    wrong = {"words": "Wrong child.", "children": (), "verbatim": False, "reason": "Mixed up."}
    sent, other = (Referral(**signed, parts=()) for _ in "12")
    entries = [(2, sent), (3, Addition(**signed, **wrong, corrects=2))]
    (line,) = list_outcomes_so_far(entries, "1")
    assert line.what == "Referred to children’s services (corrected since: open it)"
    assert line.brief == "Referred (corrected since: open it)", "on Home too"
    (line,) = list_outcomes_so_far([*entries, (4, other)], "1")
    assert line.what == "Referred to children’s services"


def test_a_label_is_never_put_into_a_draft_that_is_not_signed(office: Office):
    concern_id = labelled(office)
    decide(office, concern_id)
    other = office.draft("sam")
    with office.at("jo").keep() as session:
        session.get_one(Concern, concern_id).draft_id = other
    home(office)
    assert office.session.query(DraftPage).filter_by(draft_id=other).count() == 0
