"""Which questions count as asked: none that is newer than the form of a record."""

from datetime import UTC, datetime

from app.domain.record.entry_schema import Details, Part, Person, Record
from app.services.concerns.entry_decryption import OpenEntry
from app.services.referrals.form_filling import find_asked_keys
from content.question_wording import get_current_form

BY = Person("1", "Sam Lee", "", "", "", (), confirmed=True)
AT = datetime(2026, 11, 24, 17, 0, tzinfo=UTC)


def opened(entry: Record | Details) -> OpenEntry:
    return OpenEntry(1, entry, False, True, "", 0, AT)


def record(form: int) -> OpenEntry:
    part = Part("told", ("c1",), {"told_lead": "yes"}, form=form)
    more = {"reference": "K7QM2RXD", "began_at": AT, "parts": (part,), "not_for": ()}
    more |= {"route": "leads", "recipients": ("leads",), "pack": "england"}
    return opened(Record(by=BY, signed_at=AT, **more))


def test_a_question_that_came_later_was_not_left_blank():
    assert "told.told_lead_name" in find_asked_keys((record(1),))
    assert "told.told_lead_said" not in find_asked_keys((record(1),))
    assert "told.told_lead_said" in find_asked_keys((record(get_current_form()),))


def test_the_page_before_a_referral_asked_only_what_is_on_it():
    part = Part("about_child", ("c1",), {"language": "Polish"}, form=get_current_form())
    keys = find_asked_keys((opened(Details(by=BY, signed_at=AT, page="asked", parts=(part,))),))
    assert {"about_child.addresses", "child.born_on", "household.phone"} <= keys
    assert "about_child.gp" not in keys
    assert "household.age" not in keys
