"""Papers: one child each, everything signed later with who and when, exact bytes kept."""

from __future__ import annotations

import hashlib
import re
from uuid import uuid4

import pikepdf
import pytest
from sqlalchemy import select, update

from app.domain.record.entry_schema import Part
from app.errors import InvalidError, NotFoundError, SealedError, StaleError
from app.models.concern import Concern, Document, Entry
from app.models.organisation import Organisation
from app.services.concerns import additions, record_signing
from app.services.concerns.acknowledgements import acknowledge_concern
from app.services.concerns.additions import NewAddition
from app.services.concerns.record_signing import SigningRequest
from app.services.referrals import referral_pdf
from app.services.referrals.referral_archive import ArchivedFile
from app.services.referrals.referral_pdf import PassphraseOffer
from audit.events import Action
from tests.support.club.office import CHILD, WORDS, Office, record_parts
from tests.unit.referral_forms.document_text import body_text, squash

TWIN = (
    Part("now", (), {"danger_now": "no", "about_our_team": "no"}),
    Part("account", ("c1", "c2"), {"how_known": ["child_told_me"], "account_by": "me"}),
    Part("account", ("c1",), {"child_words": "he made me show him"}),
    Part("account", ("c2",), {"worry": "only about the second one"}),
    Part("child", ("c1",), {"name": "Zofia Nowak", "age": "11"}, item="c1"),
    Part(
        "child",
        ("c2",),
        {"name": "zofia  nowak", "age": "13", "part": "may_have_harmed_another_child"},
        item="c2",
    ),
)


def sign(office: Office, parts: tuple[Part, ...]):
    return record_signing.sign_record(
        office.at("sam"), SigningRequest(office.draft("sam"), parts, frozenset())
    )


def text(made: referral_pdf.ReferralSummary) -> str:
    return referral_pdf.render_summary_body(made)


def more(office: Office, who: str, concern_id, page: str, parts: tuple[Part, ...]) -> None:
    draft = office.draft(who, concern_id)
    additions.sign_details(office.at(who), concern_id, draft, page, parts)


def test_a_summary_says_what_was_written_and_what_is_not_known(office: Office):
    made = referral_pdf.build_summary(office.at("sam"), office.signed("sam"))
    found = text(made)
    assert WORDS in found
    assert CHILD in found
    assert "Quiet since Monday." in found
    assert found.count("Not asked yet: ") == 1
    assert "Not known at time" not in found
    assert made.paper.meta.area.startswith("Not recorded")
    blank = [gap.labels for gap in made.paper.gaps if gap.kind == "Not answered"]
    assert any("Who was told?" in labels for labels in blank)


def test_two_children_of_one_name_are_never_merged(office: Office):
    concern_id = sign(office, TWIN)
    made = referral_pdf.build_summary(office.at("sam"), concern_id)
    assert made.children == (("c1", "Zofia Nowak"), ("c2", "zofia  nowak (child 2)"))
    other = referral_pdf.build_summary(office.at("sam"), concern_id, "c2")
    assert made.paper.meta.children == ("Zofia Nowak",)
    assert other.paper.meta.children == ("zofia  nowak (child 2)",)


def test_a_paper_about_one_child_says_of_another_only_name_and_part(office: Office):
    concern_id = sign(office, TWIN)
    first = text(referral_pdf.build_summary(office.at("sam"), concern_id, "c1"))
    assert "he made me show him" in first
    assert "zofia  nowak" in first
    assert "May have harmed another child" in first
    assert "only about the second one" not in first
    assert ">13<" not in first
    second = text(referral_pdf.build_summary(office.at("sam"), concern_id, "c2"))
    assert "only about the second one" in second
    assert "he made me show him" not in second
    assert ">11<" not in second


@pytest.mark.parametrize(
    "answer", ["yes", None, {"unknown": "not_asked"}, {"unknown": "not_known"}]
)
def test_a_source_who_did_not_agree_is_not_named(office: Office, answer):
    """Also who was not asked: a name that went out cannot be taken back."""
    agreed = {} if answer is None else {"protect_identity": answer}
    item = {"source": "Aunt Meg", "source_role": "Neighbour", "said": "She saw it.", **agreed}
    concern_id = sign(office, (*record_parts(), Part("others", (), item, "o1")))
    found = text(referral_pdf.build_summary(office.at("jo"), concern_id))
    assert not re.search(r"\bmeg\b", found, re.IGNORECASE)
    assert "Neighbour" not in found
    assert "She saw it." in found


def test_a_source_who_agreed_is_named_there_and_in_an_older_answer(office: Office):
    item = {"source": "Aunt Meg", "said": "She saw it.", "protect_identity": "no"}
    older = {"told_by_others_source": "aunt meg", "told_by_others": "he hits her"}
    parts = (*record_parts(), Part("account", ("c1",), older), Part("others", (), item, "o1"))
    found = text(referral_pdf.build_summary(office.at("jo"), sign(office, parts)))
    assert "Aunt Meg" in found
    assert "aunt meg" in found


def test_a_protected_source_is_left_out_wherever_the_name_stands(office: Office):
    source = {"told_by_others_source": "Aunt Meg", "told_by_others": "he hits her"}
    parts = (*record_parts(), Part("account", ("c1",), source))
    item = {"source": "Aunt Meg", "source_role": "Aunt", "said": "She saw it."}
    again = {"source": " aunt  MEG ", "said": "Twice.", "protect_identity": "yes"}
    concern_id = sign(office, parts)
    assert "Aunt Meg" not in text(referral_pdf.build_summary(office.at("jo"), concern_id))
    more(office, "sam", concern_id, "others", (Part("others", (), item, "o1"),))
    more(office, "sam", concern_id, "others", (Part("others", (), again, "o1"),))
    found = text(referral_pdf.build_summary(office.at("jo"), concern_id))
    assert not re.search(r"\b(meg|aunt)\b", found, re.IGNORECASE)  # "meg" alone: in a root too
    assert "She saw it." in found
    assert "Twice." in found
    assert found.count("Name kept private. Ask the referrer.") >= 3


def test_what_was_added_later_appears_with_who_and_when(office: Office):
    concern_id = office.signed("sam")
    more(office, "jo", concern_id, "response", (Part("response", (), {"what_you_did": "Sat by."}),))
    new = NewAddition(uuid4(), "and his brother\n  knows", ("c1",), True, 1, "I forgot the end")
    additions.add_words(office.at("sam"), concern_id, new)
    found = text(referral_pdf.build_summary(office.at("sam"), concern_id))
    assert "Sat by." in found
    assert "Added by Jo Smith, 24 November 2026, 14:02" in found
    assert "and his brother\n  knows" in found
    assert "Corrects entry 1: I forgot the end" in found


def test_a_correction_is_marked_and_the_first_text_stays(office: Office):
    concern_id = office.signed("sam")
    more(office, "jo", concern_id, "response", (Part("response", (), {"what_you_did": "Sat by."}),))
    first = text(referral_pdf.build_summary(office.at("sam"), concern_id))
    assert "Corrected by" not in first
    assert "Record corrected" not in first
    for corrects in (1, 2, 3):
        new = NewAddition(uuid4(), f"no, number {corrects}", (), False, corrects, "I was wrong")
        additions.add_words(office.at("deputy"), concern_id, new)
    found = text(referral_pdf.build_summary(office.at("sam"), concern_id))
    signed = "24 November 2026, 14:02, by Dele Okoro"
    assert f"By entry 3, {signed}. See “Added after signing”." in found
    assert f"Added by Jo Smith, 24 November 2026, 14:02. Corrected by entry 4, {signed}" in found
    assert f"Corrected by entry 5, {signed}. Corrects entry 1: I was wrong" in found
    assert WORDS in found
    assert "Sat by." in found
    assert "no, number 1" in found


def test_a_correction_about_another_child_marks_nothing_on_this_paper(office: Office):
    concern_id = sign(office, TWIN)
    new = NewAddition(uuid4(), "of the second only", ("c2",), False, 1, "Wrong twin")
    additions.add_words(office.at("sam"), concern_id, new)
    assert (
        "corrected"
        not in text(referral_pdf.build_summary(office.at("sam"), concern_id, "c1")).casefold()
    )
    assert "By entry 2" in text(referral_pdf.build_summary(office.at("sam"), concern_id, "c2"))


def test_an_addition_about_another_child_stays_off_the_paper(office: Office):
    concern_id = sign(office, TWIN)
    new = NewAddition(uuid4(), "only for the second", ("c2",))
    additions.add_words(office.at("sam"), concern_id, new)
    assert "only for the second" not in text(
        referral_pdf.build_summary(office.at("sam"), concern_id, "c1")
    )
    assert "only for the second" in text(
        referral_pdf.build_summary(office.at("sam"), concern_id, "c2")
    )


def offered(office: Office, who: str = "sam") -> PassphraseOffer:
    return referral_pdf.offer_pdf_passphrase(office.at(who))


def test_the_pdf_opens_with_its_five_words_and_holds_the_childs_words(office: Office, tmp_path):
    concern_id, offer = office.signed("sam"), offered(office)
    made = referral_pdf.make_and_archive_summary_pdf(
        office.at("sam"), concern_id, "", offer, protect=True
    )
    path = tmp_path / "paper.pdf"
    path.write_bytes(made.data)
    assert len(offer.words.split(" ")) == 5
    with pytest.raises(pikepdf.PasswordError):
        pikepdf.open(path)
    assert squash(WORDS) in squash(body_text(made.data, offer.words))
    reference = office.session.scalars(select(Concern.reference)).one()
    assert made.file_name == f"{reference}-2026-11-24.pdf"


def test_the_bytes_handed_over_are_sealed_logged_and_come_again(office: Office):
    concern_id = office.signed("sam")
    made = referral_pdf.make_and_archive_summary_pdf(
        office.at("sam"), concern_id, "", offered(office), protect=False
    )
    digest = hashlib.sha256(made.data).hexdigest()
    assert referral_pdf.read_archived_file(office.at("jo"), concern_id, 2).data == made.data
    assert not any(
        made.data[:500] in blob for blob in office.session.scalars(select(Document.blob))
    )
    said = [(event.act, event.obj, event.h) for event in office.events()]
    assert (Action.PAPER_MADE, f"{concern_id}/2", digest) in said
    assert (Action.DOCUMENT_READ, f"{concern_id}/2", digest) in said


def test_the_button_pressed_twice_gives_the_same_bytes_and_one_entry(office: Office):
    concern_id, offer = office.signed("sam"), offered(office)
    first = referral_pdf.make_and_archive_summary_pdf(
        office.at("sam"), concern_id, "c1", offer, protect=True
    )
    again = referral_pdf.make_and_archive_summary_pdf(
        office.at("sam"), concern_id, "c1", offer, protect=True
    )
    assert first == again
    assert office.count(Entry) == 2
    plain = referral_pdf.make_and_archive_summary_pdf(
        office.at("sam"), concern_id, "c1", offer, protect=False
    )
    assert plain.data != first.data
    assert office.count(Entry) == 3


def test_a_page_from_before_a_correction_makes_no_paper(office: Office):
    """Even if its button was pressed before: those bytes are of what was known then."""
    concern_id, offer = office.signed("sam"), offered(office)

    def press(mark: str) -> ArchivedFile:
        return referral_pdf.make_and_archive_summary_pdf(
            office.at("sam"), concern_id, "c1", offer, protect=True, mark=mark
        )

    mark = referral_pdf.build_summary(office.at("sam"), concern_id, "c1").mark
    assert press(mark) == press(mark), "a document that was made changes nothing on the page"
    new = NewAddition(uuid4(), "It was Friday.", (), False, 1, "Wrong day")
    additions.add_words(office.at("sam"), concern_id, new)
    with pytest.raises(StaleError):
        press(mark)
    again = referral_pdf.build_summary(office.at("sam"), concern_id, "c1").mark
    assert again != mark
    acknowledge_concern(office.at("jo"), concern_id)
    assert again == referral_pdf.build_summary(office.at("sam"), concern_id, "c1").mark


def test_words_that_were_not_offered_to_this_person_make_no_paper(office: Office):
    concern_id, offer = office.signed("sam"), offered(office)
    theirs = offered(office, "jo")
    easy = PassphraseOffer(offer.once, "one two three four five", offer.proof)
    moved = PassphraseOffer(uuid4(), offer.words, offer.proof)
    odd = PassphraseOffer(offer.once, offer.words, "é")
    for wrong in (easy, moved, theirs, odd):
        with pytest.raises(InvalidError):
            referral_pdf.make_and_archive_summary_pdf(
                office.at("sam"), concern_id, "c1", wrong, protect=True
            )
    assert office.count(Entry) == 1


def test_a_child_who_is_not_in_the_record_has_no_paper(office: Office):
    concern_id = office.signed("sam")
    with pytest.raises(NotFoundError):
        referral_pdf.build_summary(office.at("sam"), concern_id, "c2")
    with pytest.raises(NotFoundError):
        referral_pdf.make_and_archive_summary_pdf(
            office.at("sam"), concern_id, "c9", offered(office), protect=True
        )


def test_nobody_else_gets_a_paper(office: Office):
    concern_id = office.signed("sam")
    referral_pdf.make_and_archive_summary_pdf(
        office.at("sam"), concern_id, "", offered(office), protect=True
    )
    for who in ("pat", "kit", "senior"):
        uow = office.at(who)
        for work in (
            lambda d: referral_pdf.build_summary(d, concern_id),
            lambda d: referral_pdf.log_print_and_build_summary(d, concern_id, ""),
            lambda d: referral_pdf.make_and_archive_summary_pdf(
                d, concern_id, "", referral_pdf.offer_pdf_passphrase(d), protect=True
            ),
            lambda d: referral_pdf.read_archived_file(d, concern_id, 2),
        ):
            with pytest.raises(NotFoundError):
                work(uow)


def test_a_paper_number_that_is_another_kind_of_entry_is_absent(office: Office):
    concern_id = office.signed("sam")
    for number in (1, 2, 0):
        with pytest.raises(NotFoundError):
            referral_pdf.read_archived_file(office.at("sam"), concern_id, number)


def test_damaged_bytes_of_a_kept_paper_never_leave(office: Office):
    concern_id = office.signed("sam")
    referral_pdf.make_and_archive_summary_pdf(
        office.at("sam"), concern_id, "", offered(office), protect=False
    )
    with office.world.session() as session:
        row = session.scalars(select(Document)).one()
        row.blob = row.blob[:-1] + bytes([row.blob[-1] ^ 1])
        session.commit()
    with pytest.raises(SealedError):
        referral_pdf.read_archived_file(office.at("sam"), concern_id, 2)


def test_an_entry_that_cannot_be_trusted_is_named_on_page_and_pdf(office: Office):
    concern_id = office.signed("sam")
    additions.add_words(office.at("sam"), concern_id, NewAddition(uuid4(), "a later sentence"))
    with office.world.session() as session:
        row = session.scalars(select(Entry).where(Entry.number == 2)).one()
        altered = row.ciphertext[:-1] + bytes([row.ciphertext[-1] ^ 1])
        session.execute(update(Entry).where(Entry.id == row.id).values(ciphertext=altered))
        session.commit()
    made = referral_pdf.build_summary(office.at("sam"), concern_id)
    assert "Entry 2 of this concern cannot be trusted" in text(made)
    assert "a later sentence" not in text(made)
    pdf = referral_pdf.make_and_archive_summary_pdf(
        office.at("sam"), concern_id, "", offered(office), protect=False
    )
    assert squash("Entry 2 of this concern cannot be trusted") in squash(body_text(pdf.data))


def test_an_altered_record_makes_no_paper(office: Office):
    concern_id = office.signed("sam")
    with office.world.session() as session:
        session.execute(update(Entry).values(signature=b"\0" * 64))
        session.commit()
    with pytest.raises(SealedError):
        referral_pdf.build_summary(office.at("sam"), concern_id)


def test_a_look_at_the_summary_is_logged_as_printed_before_it_opens(office: Office):
    concern_id = office.signed("sam")
    referral_pdf.log_print_and_build_summary(office.at("jo"), concern_id, "")
    acts = [(event.act, event.obj) for event in office.events()]
    assert acts.index((Action.PRINTED, str(concern_id))) < acts.index(
        (Action.ENTRY_READ, f"{concern_id}/1")
    )


def test_the_pack_at_signing_gives_the_words_after_a_pack_change(office: Office):
    parts = (*record_parts()[:2], Part("child", ("c1",), {"home_area": "lincolnshire"}, "c1"))
    concern_id = sign(office, parts)
    with office.world.session() as session:
        session.execute(update(Organisation).values(pack="example_authority"))
        session.commit()
    assert "Lincolnshire" in text(referral_pdf.build_summary(office.at("sam"), concern_id))
