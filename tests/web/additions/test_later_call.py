"""A call made after signing is an entry of its own, and prints among the calls already made."""

from __future__ import annotations

from uuid import UUID

import pytest

from app.domain.record.entry_schema import Call, Part
from app.services.concerns import additions, record_signing
from app.services.concerns.acknowledgements import acknowledge_concern
from app.services.concerns.concern_reading import open_concern
from app.services.concerns.record_signing import SigningRequest
from app.services.referrals import referral_pdf
from tests.support.club.office import Office, record_parts
from tests.support.club.office_today import office
from tests.support.web.record_client import fill, look, to_mend
from tests.unit.services.referrals.test_referral_pdf import TWIN

__all__ = ["office"]

SAID = "keep her with you\n  until mum comes"
POLICE = {"whom": "police", "who": "Humberside Police", "number": "999", "answered": "Control room"}


def typed(*calls: dict[str, str]) -> dict[str, list[str]]:
    return {f"calls-{at}-{k}": [v] for at, call in enumerate(calls) for k, v in call.items()}


def log(office: Office, concern_id: UUID, *calls: dict[str, str], who: str = "sam") -> str:
    """Fill and sign the page of calls; where it led."""
    return fill(office.world.client(who), f"/concerns/{concern_id}/more/call", typed(*calls))


def printed(made: referral_pdf.ReferralSummary) -> list[list[str]]:
    """The texts of each call on the document, in its order."""
    (done,) = [block for block in made.paper.blocks if block.heading == "What has been done"]
    rows = [row for part in done.parts for row in part.rows if row.key == "told.who"]
    return [[one.text for one in row.answers] for row in rows]


@pytest.mark.parametrize("who", ["sam", "jo"])
def test_it_says_who_was_rung_by_token_and_prints_with_who_added_it(office: Office, who: str):
    concern_id = office.signed("sam")
    end = log(office, concern_id, POLICE | {"advice": SAID, "reference": "LOG 17"}, who=who)
    assert end.endswith("?added=2")
    entry = open_concern(office.at("jo"), concern_id).entries[1].entry
    assert isinstance(entry, Call)
    (part,) = entry.parts
    assert (part.page, part.values["whom"], part.values["advice"]) == ("told", "police", SAID)
    made = referral_pdf.build_summary(office.at("jo"), concern_id)
    assert printed(made) == [
        [
            "Called Humberside Police (Police, on 999 or 101), 999. Answered by: Control room. "
            "Their reference: LOG 17. They said:",
            SAID,
        ]
    ]
    body = referral_pdf.render_summary_body(made)
    assert "Yes. See the calls below" in body
    assert f"Added by {'Sam Lee' if who == 'sam' else 'Jo Smith'}, " in body
    assert "Added after signing" not in body


def test_asked_without_names_is_an_outcome_of_its_own_on_screen_and_paper(office: Office):
    concern_id = office.signed("sam")
    log(office, concern_id, {"whom": "children_services", "how_it_ended": "without_names"})
    words = "The worker asked for advice and gave no names"
    assert words in office.world.client("jo").page(f"/concerns/{concern_id}").text
    made = referral_pdf.build_summary(office.at("sam"), concern_id)
    kind = "Children’s services, or their out-of-hours line"
    assert printed(made) == [[f"Called {kind}. {words}."]]


def test_a_kind_of_place_alone_is_no_call_to_999(office: Office):
    concern_id = office.signed("sam")
    log(office, concern_id, {"whom": "police"})  # "Police, on 999 or 101": which is not known
    made = referral_pdf.build_summary(office.at("sam"), concern_id)
    assert printed(made) == [["Called Police, on 999 or 101."]]
    assert "Yes. See the calls below" not in referral_pdf.render_summary_body(made)


def test_of_several_children_it_is_about_those_who_are_ticked(office: Office):
    concern_id = record_signing.sign_record(
        office.at("sam"), SigningRequest(office.draft("sam"), TWIN, frozenset())
    )
    about = {"children": "c2"}
    log(office, concern_id, POLICE | about, {"who": "Ama", "number": "01632 960111"})
    said = open_concern(office.at("jo"), concern_id).entries[1].entry
    assert isinstance(said, Call)
    assert [part.children for part in said.parts] == [("c2",), ("c1", "c2")]
    first, second = (
        referral_pdf.build_summary(office.at("sam"), concern_id, one) for one in ("c1", "c2")
    )
    assert "Humberside Police" not in referral_pdf.render_summary_body(first)
    police, ama = (one[0] for one in printed(second))
    assert police.endswith("About zofia  nowak (child 2).")
    assert ama == "Called Ama, 01632 960111."
    assert printed(first) == [[ama]]


def test_a_child_who_is_not_in_the_record_is_not_signed(office: Office):
    concern_id = record_signing.sign_record(
        office.at("sam"), SigningRequest(office.draft("sam"), TWIN, frozenset())
    )
    sam = office.world.client("sam")
    form = look(sam, f"/concerns/{concern_id}/more/call")
    form.set("calls-0-who", ["Ama"])
    answer = sam.post(form.action, data=form.sent() | {"calls-0-children": "c9"})
    assert "Choose one of the answers shown." in to_mend(sam, answer)


def test_what_its_author_logs_after_it_was_read_waits_for_its_reader(office: Office):
    concern_id = office.signed("sam")
    acknowledge_concern(office.at("jo"), concern_id)
    log(office, concern_id, POLICE)
    assert [one.number for one in open_concern(office.at("jo"), concern_id).added_since] == [3]
    log(office, concern_id, {"who": "Ama"}, who="jo")
    assert [one.number for one in open_concern(office.at("jo"), concern_id).added_since] == [3]


def test_pressing_twice_makes_one_call(office: Office):
    concern_id = office.signed("sam")
    sam = office.world.client("sam")
    form = look(sam, f"/concerns/{concern_id}/more/call")
    form.set("calls-0-who", ["Ama"])
    ends = {sam.post(form.action, data=form.sent()).location for _ in range(2)}
    assert len(ends) == 1
    assert len(open_concern(office.at("jo"), concern_id).entries) == 2


@pytest.mark.parametrize("number", ["999", "1 0 1"])
def test_a_call_to_the_police_is_asked_for_its_log_number(office: Office, number: str):
    sam = office.world.client("sam")
    path = f"/concerns/{office.signed('sam')}/more/call"
    ask = "Ask the police for the log number"
    for call, asks in (
        ({"number": "01632 960111"}, False),
        ({"number": number}, True),
        ({"number": "", "whom": "police"}, True),
        ({"reference": "LOG 17"}, False),
    ):
        form = look(sam, path)
        for name, texts in typed(call).items():
            form.set(name, texts)
        sam.post(form.action, data=form.sent(form.button("Save")))
        assert (ask in sam.page(path).text) is asks, call


def test_a_call_logged_before_such_entries_existed_opens_and_prints(office: Office):
    concern_id = office.signed("sam")
    draft = office.draft("sam", concern_id)
    old = (Part("told", ("c1",), {"who": "Police", "number": "999", "advice": SAID}, "1"),)
    additions.sign_details(office.at("sam"), concern_id, draft, "call", old)
    made = referral_pdf.build_summary(office.at("jo"), concern_id)
    assert printed(made) == [["Called Police, 999. They said:", SAID]]
    page = office.world.client("jo").page(f"/concerns/{concern_id}").text
    assert "Details: A call the worker made" in page
    assert "keep her with you" in page


def test_old_and_new_calls_stand_in_one_list(office: Office):
    first = (*record_parts(), Part("told", ("c1",), {"who": "Dele", "number": "101"}, "1"))
    concern_id = record_signing.sign_record(
        office.at("sam"), SigningRequest(office.draft("sam"), first, frozenset())
    )
    log(office, concern_id, {"who": "Ama"})
    found = printed(referral_pdf.build_summary(office.at("sam"), concern_id))
    assert found == [["Called Dele, 101."], ["Called Ama."]]


@pytest.mark.parametrize("end", ["/signed", "/referral", "", "/more"])
def test_every_page_that_speaks_of_a_call_leads_to_its_page(office: Office, end: str):
    concern_id = office.signed("sam")
    sam = office.world.client("sam")
    page = sam.page(f"/concerns/{concern_id}{end}")
    assert page.links.count(f"/concerns/{concern_id}/more/call") == 1
    asked = sam.page(f"/concerns/{concern_id}/more/call")
    assert asked.title.startswith("Record a call")


NEXT = "No answer? Call the next number now."


@pytest.mark.parametrize(
    ("calls", "asks"),
    [
        (({"whom": "lead", "how_it_ended": "no_answer"},), True),
        (({"whom": "police", "how_it_ended": "message_left"},), True),
        (({"whom": "police", "answered": "nobody answered"},), True),
        (({"how_it_ended": "no_answer"}, {"how_it_ended": "told_who_the_child_is"}), False),
        ((POLICE,), False),
    ],
)
def test_after_an_unanswered_call_the_page_says_to_call_the_next_number(
    office: Office, calls: tuple[dict[str, str], ...], asks: bool
):
    concern_id = office.signed("sam")
    end = log(office, concern_id, *calls)
    page = office.world.client("sam").page(end)
    assert (NEXT in page.text) is asks
    assert NEXT not in office.world.client("sam").page(end.split("?")[0]).text
    if asks:
        assert page.text.index(NEXT) < page.text.index("Signed and added")
        assert f"/concerns/{concern_id}/referral#ring-now" in page.links
