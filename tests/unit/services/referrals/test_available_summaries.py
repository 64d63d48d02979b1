"""Which papers a file offers, and what of it each leaves out: never a child's name to police."""

from __future__ import annotations

import re

import pytest

from app.domain.record.entry_schema import Part
from app.errors import NotFoundError
from app.services.concerns import additions, record_signing
from app.services.concerns.additions import NewAddition
from app.services.concerns.record_signing import SigningRequest
from app.services.referrals import referral_pdf
from app.services.referrals.anonymised import has_child_name
from referral_forms.forms import FormKind
from tests.support.club.office import WORDS, Office, record_parts
from tests.unit.referral_forms.document_text import body_text, squash

ROOT = re.compile(r"[A-Za-z0-9+/]{43}=")
CAR = {
    "name_or_nickname": "Dex",
    "vehicles": "Black Corsa 7K21",
    "usernames": "@dex_real",
    "relationship": "Her cousin's friend",
    "contact_with_child": "Waits at the gate",
}


def person(item: str = "1", **values: str) -> Part:
    return Part("people", (), values, item)


def sign(office: Office, *parts: Part, about: str = "no", name: str = "Zofia Nowak-Łuk"):
    child = Part("child", ("c1",), {"name": name, "age": "14"}, item="c1")
    all_of_it = (*record_parts(about)[:2], child, *parts)
    return record_signing.sign_record(
        office.at("sam"), SigningRequest(office.draft("sam"), all_of_it, frozenset())
    )


def kinds(office: Office, concern_id) -> list[FormKind]:
    return [kind for kind, _ in referral_pdf.build_summary(office.at("sam"), concern_id).kinds]


def police(office: Office, concern_id, who: str = "sam") -> referral_pdf.ReferralSummary:
    return referral_pdf.build_summary(office.at(who), concern_id, "", FormKind.POLICE)


def left_out(made: referral_pdf.ReferralSummary) -> dict[str, str]:
    return {one.text: one.why for things in made.left_out.values() for one in things}


def shown_and_printed(office: Office, concern_id, made) -> tuple[str, ...]:
    """The text of the paper for police on screen and in its PDF, squashed and in small letters.

    Without the root of the log, in which any short word may stand by chance.
    """
    uow = office.at("sam")
    offer = referral_pdf.offer_pdf_passphrase(uow)
    data = referral_pdf.make_and_archive_summary_pdf(
        uow, concern_id, "", offer, protect=False, kind=FormKind.POLICE
    ).data
    shown = squash(referral_pdf.render_summary_body(made))
    return tuple(ROOT.sub("", one).casefold() for one in (shown, squash(body_text(data))))


@pytest.mark.parametrize(
    ("about", "parts", "offered"),
    [
        ("no", (), []),
        ("yes", (), [FormKind.LADO]),
        ("unsure", (), [FormKind.LADO]),
        ("no", (person(name_or_nickname="Dex"),), [FormKind.POLICE]),
        ("no", (person(places="Behind the rink"),), [FormKind.POLICE]),
        ("no", (person(relationship="Uncle"),), []),
        (
            "no",
            (person(vehicles="Van", position_of_trust="yes"),),
            [FormKind.LADO, FormKind.POLICE],
        ),
        ("no", (person(position_of_trust="no"),), []),
    ],
)
def test_a_file_offers_what_fits_and_the_councils_paper_always_first(office, about, parts, offered):
    concern_id = sign(office, *parts, about=about)
    assert kinds(office, concern_id) == [FormKind.COUNCIL, *offered]
    for kind in {FormKind.LADO, FormKind.POLICE} - set(offered):
        with pytest.raises(NotFoundError):
            referral_pdf.build_summary(office.at("sam"), concern_id, "", kind)


def test_what_is_added_later_offers_more(office: Office):
    concern_id = sign(office)
    draft, added = office.draft("jo", concern_id), (person(vehicles="Van"),)
    additions.sign_details(office.at("jo"), concern_id, draft, "people", added)
    assert kinds(office, concern_id) == [FormKind.COUNCIL, FormKind.POLICE]


def test_the_paper_for_police_names_no_child_and_keeps_what_finds_people(office: Office):
    named = {"places": "Outside Zofia's school", "description": "Tall, with ŁUK written on a cap"}
    parts = (
        person("1", **CAR),
        person("2", name_or_nickname="zofia_nowak_fan", phones="07700 900999", **named),
        Part("exploitation", (), {"missing_episodes": "3 and 9 November, all night",
                                  "other_children_named": "Her friend Maja was there"}),
        person("3", vehicles="Van", places="Maja gets in there"),
        Part("others", (), {"source": "Aunt Meg", "said": "He sells to kids"}, "1"),
    )  # fmt: skip
    made = police(office, concern_id := sign(office, *parts))
    for text in shown_and_printed(office, concern_id, made):
        for word in ("zofia", "nowak", "łuk", "maja", "aunt", "cousin", "waitsatthegate"):
            assert word not in text, word
        for word in ("dex", "blackcorsa7k21", "@dex_real", "07700900999", "3and9november"):
            assert word in text, word
        assert squash(WORDS).casefold() not in text
    found = left_out(made)
    assert "names no child" not in found
    for text in ("Outside Zofia's school", "zofia_nowak_fan", "Tall, with ŁUK written on a cap"):
        assert found[text].startswith("These include a child’s name")
    assert "who a child is" in found["Waits at the gate"]
    assert found["Maja gets in there"].startswith("These include a child’s name")
    assert WORDS in found
    assert "Zofia" not in repr(made.paper.meta.children)
    assert made.child == ""


@pytest.mark.parametrize(
    ("at_home", "named"),
    [
        ({"name": "Kayden Carter", "relationship": "brother", "age": "6"}, True),
        ({"name": "Kayden", "age": "about 6 months"}, True),
        ({"name": "Kayden", "relationship": "Half-sister"}, True),
        ({"name": "Kayden", "relationship": "brother", "age": "22"}, False),
        ({"name": "Kayden", "relationship": "Mum's partner", "age": "41"}, False),
    ],
)
def test_the_paper_for_police_names_no_child_at_home(office: Office, at_home, named):
    where, places = "At the flat, with Kayden", "Seen out with Kayden"
    feared = person(vehicles="Van", places=places, with_children_now="yes")
    feared.values["with_children_where"] = where
    found = left_out(police(office, sign(office, feared, Part("household", (), at_home, "1"))))
    assert "who a child is" in found[where]
    assert (places in found) is named


def test_a_correction_is_told_to_the_police_without_its_words(office: Office):
    concern_id = sign(office, person("1", **CAR))
    draft = office.draft("sam", concern_id)
    new = NewAddition(draft, "Zofia says the plate is 7K12", (), False, 1, "Wrong plate")
    additions.add_words(office.at("sam"), concern_id, new)
    made = police(office, concern_id)
    assert "The record was corrected by entry 2" in made.paper.meta.left_out
    assert "7K12" not in ROOT.sub("", referral_pdf.render_summary_body(made))
    assert "Zofia says the plate is 7K12" in left_out(made)


@pytest.mark.parametrize(
    ("name", "text", "named"),
    [
        ("Zofia Nowak", "ZOFIA was there", True),
        ("Siân", "sian22", True),
        ("王小明", "和王小明", True),
        ("Jo", "Jo's brother", True),
        ("Jo", "Joint owner of the van", False),
        ("Girl in year 9", "a girl of about 9", False),
        ("Not known", "number not known", False),
    ],
)
def test_a_name_is_found_however_it_is_written(office: Office, name, text, named):
    concern_id = sign(office, person(vehicles="Van", places=text), name=name)
    assert (text in left_out(police(office, concern_id))) is named


def test_no_name_known_is_no_name_found():
    assert not has_child_name("anything at all", frozenset())


def test_the_paper_for_the_lado_is_about_who_may_work_with_children(office: Office):
    parts = (
        person("1", name_or_nickname="Coach K", position_of_trust="yes"),
        person("2", name_or_nickname="Next door", position_of_trust="no"),
        person("3", name_or_nickname="The helper"),
    )
    made = referral_pdf.build_summary(office.at("sam"), sign(office, *parts), "", FormKind.LADO)
    body = referral_pdf.render_summary_body(made)
    assert "Coach K" in body
    assert "The helper" in body
    assert "Next door" not in body
    assert "do not work or volunteer" in left_out(made)["Next door"]
    assert "Zofia Nowak" in body
    assert WORDS in body


def test_a_sign_kept_from_the_lado_is_not_called_kept_from_family(office: Office):
    sign_of = Part("indicators", ("c1",), {"indicator": "unsafe_about_who_they_are"}, "1")
    family = Part("family", ("c1",), {"keep_from_family": "Where she sleeps."})
    concern_id = sign(office, sign_of, family, about="yes")
    assert "sexual orientation" in referral_pdf.render_summary_body(
        referral_pdf.build_summary(office.at("sam"), concern_id)
    )
    made = referral_pdf.build_summary(office.at("sam"), concern_id, "", FormKind.LADO)
    assert "sexual orientation" not in referral_pdf.render_summary_body(made)
    assert "Where she sleeps." in referral_pdf.render_summary_body(made)
    assert any("sexual orientation" in text for text in left_out(made))


@pytest.mark.parametrize("area", ["", "hull"])
def test_it_says_to_ring_the_lado_of_the_organisations_own_authority(office: Office, area: str):
    child = Part("child", ("c1",), {"name": "Zofia"} | ({"home_area": area} if area else {}), "c1")
    parts = (*record_parts("yes")[:2], child)
    concern_id = record_signing.sign_record(
        office.at("sam"), SigningRequest(office.draft("sam"), parts, frozenset())
    )
    made = referral_pdf.build_summary(office.at("sam"), concern_id, "", FormKind.LADO)
    assert [one.number for one in made.paper.meta.contacts] == ["999", "01724 298293"]


def test_who_is_protected_is_named_to_the_sender_and_not_on_the_paper(office: Office):
    source = {"source": "Aunt Meg", "source_role": "Aunt", "said": "S.", "protect_identity": "yes"}
    made = referral_pdf.build_summary(
        office.at("sam"), sign(office, Part("others", (), source, "1"))
    )
    assert "Meg" not in ROOT.sub("", referral_pdf.render_summary_body(made))
    assert "not agreed to be named" in left_out(made)["Aunt Meg"]
    nameless = sign(office, Part("others", (), source | {"source": ""}, "1"))
    assert "Meg" not in str(left_out(referral_pdf.build_summary(office.at("sam"), nameless)))


def test_a_file_in_which_all_is_on_the_paper_leaves_nothing_out(office: Office):
    made = referral_pdf.build_summary(office.at("sam"), sign(office))
    assert made.left_out == {}


def test_the_entry_of_each_paper_names_its_form_and_only_its_own_child(office: Office):
    concern_id = sign(office, person("1", **CAR), about="yes")
    for kind in FormKind:
        uow = office.at("sam")
        referral_pdf.make_and_archive_summary_pdf(
            uow, concern_id, "", referral_pdf.offer_pdf_passphrase(uow), protect=True, kind=kind
        )
    made = referral_pdf.build_summary(office.at("senior"), concern_id)
    assert [(one.title, one.child) for one in made.handed] == [
        ("Summary to support a referral", "Zofia Nowak-Łuk"),
        ("Summary for the LADO", "Zofia Nowak-Łuk"),
        ("Information for police about people and places", ""),
    ]
