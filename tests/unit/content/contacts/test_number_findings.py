"""What somebody found who rang a line, as numbers show it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from msgspec import structs

from content import pack_loader
from content.contacts import call_panel
from content.contacts.number_findings import (
    NO_FINDINGS,
    CorrectedContact,
    LineFinding,
    WrongContact,
    apply_line_findings,
    build_correction_key,
    describe_last_check,
    hash_phone_line,
    is_checked_by_phone,
)

AT = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
DAY = AT.date()
PACK = pack_loader.load_pack("north_lincolnshire")
SPOC = PACK.contacts["spoc"]


def spoc(*, right: bool, on: date = DAY, by: str = ""):
    return {hash_phone_line(SPOC): LineFinding(right=right, on=on, by=by)}


def test_a_mark_never_changes_for_the_same_digits_and_hours():
    """Frozen: findings are kept under it."""
    assert (
        hash_phone_line(SPOC) == "74810c26fec2c4f4cec3a54560748d20ced86294788549ec3218939044e57da1"
    )


@pytest.mark.parametrize(
    "change",
    [
        {"number": "01724 296501"},
        {"number": "01724296500"},
        {"hours": "not known"},
        {"bank_holidays": "closed"},
        {"answerphone": True},
        {"area": "hull"},
        {"key": "public"},
    ],
)
def test_other_digits_or_hours_have_no_finding(change):
    assert hash_phone_line(structs.replace(SPOC, **change)) != hash_phone_line(SPOC)


def test_words_and_dates_of_the_pack_change_no_mark():
    later = structs.replace(SPOC, label="Front door", reviewed_on=date(2027, 1, 1), source="heard")
    assert hash_phone_line(later) == hash_phone_line(SPOC)


def test_right_moves_the_next_check_by_the_packs_own_interval():
    one = apply_line_findings(PACK, spoc(right=True, on=date(2026, 12, 1))).contacts["spoc"]
    assert one.checked_on == date(2026, 12, 1)
    assert one.review_by - one.checked_on == SPOC.review_by - SPOC.reviewed_on
    assert describe_last_check(one, date(2026, 12, 2)) == "Last checked 1 December 2026"
    assert describe_last_check(one, date(2027, 4, 1)).startswith(
        "This may be out of date: last checked on 1 D"
    )


def test_a_pack_that_was_checked_later_counts_more():
    later = structs.replace(SPOC, checked_on=date(2026, 11, 25), status="confirmed")
    pack = structs.replace(PACK, contacts={"spoc": later})
    assert apply_line_findings(pack, spoc(right=False)).contacts["spoc"] is later
    same_day = structs.replace(SPOC, checked_on=DAY, status="confirmed")
    pack = structs.replace(PACK, contacts={"spoc": same_day})
    assert isinstance(apply_line_findings(pack, spoc(right=False)).contacts["spoc"], WrongContact)


def test_nothing_found_is_the_pack_itself():
    assert apply_line_findings(PACK, NO_FINDINGS) is PACK


def test_a_helpline_without_a_website_here_is_looked_for_on_its_own():
    for key, where in (("nspcc", "their own website"), ("childline", "childline.org.uk")):
        one = PACK.contacts[key]
        found = {hash_phone_line(one): LineFinding(right=False, on=DAY)}
        line = call_panel.find_phone_line(PACK, key, AT, found=found)
        assert line.when.endswith(f"look for the right number on {where}")
        assert line.when.startswith(
            "Someone reported that this number is wrong. In danger, call 999."
        )


def test_nobody_can_find_999_or_101_wrong():
    found = {
        hash_phone_line(one): LineFinding(right=False, on=DAY) for one in PACK.contacts.values()
    }
    pack = apply_line_findings(PACK, found)
    assert not isinstance(pack.contacts["emergency"], WrongContact)
    panel = call_panel.arrange_call_panel(PACK, "", AT, found=found)
    assert [one.tel for one in panel.lines if one.tel] == ["999", "101"]
    assert not [one for one in panel.lines if one.kind == "open" and one.key != "police"]


@pytest.mark.parametrize("area", [one.key for one in pack_loader.list_areas() if one.pack])
def test_a_wrong_number_of_any_council_stays_on_its_panel_and_is_no_link(area: str):
    lines = pack_loader.load_pack(area).contacts.values()
    found = {hash_phone_line(one): LineFinding(right=False, on=DAY, by="Jo Smith") for one in lines}
    panel = call_panel.arrange_call_panel(PACK, area, AT, found=found)
    shown = [one for one in panel.lines if one.wrong]
    wanted = [one.number for one in lines if one.role in call_panel.AREA_ROLES and one.number]
    assert sorted(one.number for one in shown) == sorted(wanted)
    for one in shown:
        assert one.tel == ""
        assert one.kind == "unknown"
        assert "Call 101, or 999 in an emergency" in one.when
        assert one.checked == "Said to be wrong on 24 November 2026 by Jo Smith"


def correction(on: date = DAY, number: str = "01632 960 299"):
    name = build_correction_key(SPOC.area, SPOC.key, SPOC.tel)
    return {name: LineFinding(right=True, number=number, on=on, by="Jo Smith")}


def test_a_correction_lasts_until_the_pack_changes_or_is_rechecked():
    shown = apply_line_findings(PACK, correction()).contacts["spoc"]
    assert isinstance(shown, CorrectedContact)
    assert (shown.tel, shown.hours, shown.was) == (
        "01632960299",
        SPOC.hours,
        SPOC.number,
    )
    newer = structs.replace(SPOC, number="01724 999999")
    checked = structs.replace(SPOC, status="confirmed", checked_on=date(2026, 11, 25))
    for line in (newer, checked):
        pack = structs.replace(PACK, contacts={"spoc": line})
        assert apply_line_findings(pack, correction()).contacts["spoc"] == line
    other_hours = structs.replace(SPOC, hours=("Mon-Fri 08:00-18:00",))
    pack = structs.replace(PACK, contacts={"spoc": other_hours})
    assert apply_line_findings(pack, correction()).contacts["spoc"].tel == "01632960299"


def test_nothing_said_of_the_old_digits_holds_for_the_new():
    found = {**spoc(right=True), **correction()}
    shown = apply_line_findings(PACK, found).contacts["spoc"]
    assert describe_last_check(shown, DAY) == (
        "Corrected here on 24 November 2026 by Jo Smith. No one here has tried this number yet. "
        "If it does not work, call 101"
    )


def test_a_correction_to_a_costly_number_from_before_says_so():
    shown = apply_line_findings(PACK, correction(number="0844 557 1234")).contacts["spoc"]
    assert describe_last_check(shown, DAY) == (
        "Corrected here on 24 November 2026 by Jo Smith. It costs extra to call, and some phones "
        "cannot call it. If it does not work, call 101"
    )


def test_no_one_corrects_999_or_101():
    police = PACK.contacts["police"]
    found = {
        build_correction_key("", "police", police.tel): LineFinding(
            right=True, number="0163", on=DAY
        )
    }
    assert apply_line_findings(PACK, found).contacts["police"] == police


def test_a_national_number_claims_no_check_that_nobody_made():
    """No page says a day on which somebody compared or called it, for as long as nobody did."""
    for name in pack_loader.list_pack_names():
        for one in pack_loader.load_pack(name).contacts.values():
            if one.area or not is_checked_by_phone(one) or one.checked_on:
                continue
            assert one.status == "to confirm", one.key
            said = describe_last_check(one, date(2026, 12, 2))
            assert said == (
                "This number is from their website. No one has called it yet. "
                "If it does not work, call 101"
            )
            old = describe_last_check(one, one.review_by + timedelta(days=1))
            assert "2026" not in old, one.key
            assert "no one has called it yet" in old, one.key


def test_a_line_without_a_number_claims_nothing_of_one():
    """Report Remove has no number, and "This number is from their website" was below it."""
    for name in pack_loader.list_pack_names():
        for one in pack_loader.load_pack(name).contacts.values():
            if not one.number:
                said = describe_last_check(one, one.reviewed_on)
                assert "number" not in said, one.key
                assert "called" not in said, one.key


def test_a_national_number_that_changed_claims_nothing_of_its_page():
    nspcc = pack_loader.load_pack("england").contacts["nspcc"]
    changed = structs.replace(nspcc, number="0808 800 5001")
    said = describe_last_check(changed, DAY)
    assert said == "No one has compared this number with its website. If it does not work, call 101"
    assert describe_last_check(structs.replace(changed, published="0808 800 5001"), DAY) != said
    called = structs.replace(changed, status="confirmed", checked_on=DAY)
    assert describe_last_check(called, DAY).startswith("Last checked")
