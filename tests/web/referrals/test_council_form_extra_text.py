"""Words for the council's own form: on the sheets behind it, kept with its entry, used up once.

And who must be protected stands nowhere in it, and is named to whoever makes it.
"""

from __future__ import annotations

from uuid import UUID

import pytest
from sqlalchemy import update

from app.domain.record.entry_schema import Part
from app.models.draft import DraftPage
from app.models.organisation import Organisation
from app.services.concerns import record_signing
from app.services.concerns.record_signing import SigningRequest
from tests.support.club.office import record_parts
from tests.support.club.world import World
from tests.support.web.checking_client import CheckingClient
from tests.support.web.html_forms import Form, form_to
from tests.unit.referral_forms.document_text import drawn_text, pages_text, squash
from tests.web.referrals.test_council_forms import KEY, form_path, office, opened, values
from tests.web.referrals.test_extra_text import (
    PLATE,
    Office,
    a_file,
    add,
    assert_shown_first,
    make,
    papers_of,
)

__all__ = ["office"]

ADDED = "Added for this document by Sam Lee"
SOURCE = {
    "source": "Mrs Quillfeather",
    "source_role": "Next-door neighbour",
    "said": "She cries every night.",
    "protect_identity": "yes",
}


def own_form(client: CheckingClient, path: str, child: str = "c1") -> Form:
    """The button of the council's own form, as its page stands."""
    page = client.get(form_path(UUID(path.rsplit("/", 1)[1]), child)).get_data(as_text=True)
    return form_to(page, f"{KEY}.pdf")


def fill_in(client: CheckingClient, path: str, child: str = "c1") -> tuple[bytes, str]:
    """Everything that is drawn on the form, and what its boxes hold."""
    form = own_form(client, path, child)
    answer = client.post(form.action, data=form.sent())
    assert answer.status_code == 200
    data = opened(answer.data, form.controls["words"].value)
    return answer.data, squash(drawn_text(data)) + squash(" ".join(values(data).values()))


def test_words_for_the_council_print_behind_its_form_and_are_archived(office: Office):
    path = a_file(office)
    sam = office.world.client("sam")
    led = add(sam, path, PLATE)
    assert form_path(UUID(path.rsplit("/", 1)[1])) in sam.page(led).links
    shown = sam.page(form_path(UUID(path.rsplit("/", 1)[1])))
    assert ADDED in shown.text
    assert f"{path}/more/for_council" in shown.links
    _, text = fill_in(sam, path)
    assert squash(ADDED) in text
    assert squash(PLATE) in text
    (kept,) = papers_of(office, path)
    assert (kept.form, kept.child, kept.words) == (f"example_authority/{KEY}", "c1", PLATE)
    assert "is not safe at home" in office.world.client("jo").page(f"{path}/referral").text


def test_used_once_neither_the_form_nor_the_summary_has_them_again(office: Office):
    path = a_file(office)
    sam = office.world.client("sam")
    add(sam, path, PLATE)
    fill_in(sam, path)
    _, again = fill_in(sam, path)
    assert squash(ADDED) not in again
    assert make(sam, path).status_code == 200
    assert [one.words for one in papers_of(office, path)] == [PLATE, "", ""]
    assert "is not safe" not in sam.page(f"{path}/referral/pdf").text


def test_pressed_twice_it_is_one_paper_with_the_same_bytes(office: Office):
    path = a_file(office)
    sam = office.world.client("sam")
    add(sam, path, PLATE)
    form = own_form(sam, path)
    first, again = (sam.post(form.action, data=form.sent()) for _ in range(2))
    assert first.data == again.data
    assert [one.words for one in papers_of(office, path)] == [PLATE]


def test_words_changed_meanwhile_are_shown_before_they_go_out(office: Office):
    path = a_file(office)
    sam = office.world.client("sam")
    add(sam, path, "first")
    form = own_form(sam, path)
    add(sam, path, "second")
    assert_shown_first(office, sam, form, path)
    fill_in(sam, path)
    assert [one.words for one in papers_of(office, path)] == ["second"]


def test_each_childs_form_takes_the_words_for_that_child(office: Office):
    path = a_file(office, Part("child", ("c2",), {"name": "Maja Second"}, "c2"))
    sam = office.world.client("sam")
    add(sam, path, "of the first")
    _, text = fill_in(sam, path, "c2")
    assert squash("of the first") not in text
    assert "of the first" in sam.page(form_path(UUID(path.rsplit("/", 1)[1]))).text


def test_words_of_somebody_else_are_not_on_it(office: Office):
    path = a_file(office)
    add(office.world.client("sam"), path, "of Sam")
    _, text = fill_in(office.world.client("jo"), path)
    assert squash("of Sam") not in text
    assert [one.words for one in papers_of(office, path)] == [""]


def test_spoiled_words_stop_no_form(world: World, office: Office):
    path = a_file(office)
    sam = world.client("sam")
    add(sam, path, "Ring the club first.")
    world.change(update(DraftPage).where(DraftPage.page == "for_council").values(box=b"spoiled"))
    page = sam.page(form_path(UUID(path.rsplit("/", 1)[1])))
    assert "we cannot open them" in page.text
    assert "make the document without it" in page.text
    _, text = fill_in(sam, path)
    assert squash("Ring the club first.") not in text


@pytest.mark.parametrize("spelling", ["Mrs Quillfeather", "MRS  QUILLFEATHER"])
def test_a_protected_source_is_not_in_the_form_and_its_author_is_told(
    office: Office, spelling: str
):
    more = {"told_by_others": "I hear her through the wall", "told_by_others_source": spelling}
    told = Part("account", ("c1",), more)
    path = a_file(office, told, Part("others", (), SOURCE, "1"))
    sam = office.world.client("sam")
    page = sam.page(form_path(UUID(path.rsplit("/", 1)[1]))).text
    assert page.index("Not included") < page.index("Mrs Quillfeather")
    assert page.index("not agreed to be named") < page.index("Mrs Quillfeather")
    raw, text = fill_in(sam, path)
    for word in ("quillfeather", "neighbour"):
        assert word not in text.casefold()
    assert squash("She cries every night.") in text
    assert squash("Name kept private. Ask the referrer.") in text
    assert b"Quillfeather" not in raw


def test_a_source_kept_private_is_not_named_on_the_sheet_in_front(office: Office):
    told = Part("account", ("c1",), {"worry": "Quiet since Monday."})
    now, _, child, lead = record_parts()
    parts = (now, told, child, lead, Part("others", (), SOURCE, "1"))
    what = SigningRequest(office.draft("sam"), parts, frozenset())
    path = f"/concerns/{record_signing.sign_record(office.at('sam'), what)}"
    sam = office.world.client("sam")
    form = own_form(sam, path)
    data = sam.post(form.action, data=form.sent()).data
    front = squash(pages_text(data, form.controls["words"].value)[0])
    for shown in ("Read this first", SOURCE["said"], "Name kept private. Ask the referrer."):
        assert squash(shown) in front
    assert "quillfeather" not in front.casefold()
    assert "neighbour" not in front.casefold()


def test_a_demonstration_marks_the_form_and_every_sheet_behind_it(office: Office):
    office.world.change(update(Organisation).values(demo=True))
    path = a_file(office)
    sam = office.world.client("sam")
    _, text = fill_in(sam, path)
    assert text.count("DEMONSTRATION") > 3
