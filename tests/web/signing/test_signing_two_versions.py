"""A page saved in two versions never holds signing up: both texts are signed and printed."""

from __future__ import annotations

from uuid import UUID

import pytest

from app.domain.record.entry_schema import Details
from app.models.concern import Concern
from app.models.draft import DraftPageConflict
from app.models.outbox import Outbox
from app.services.concerns.concern_reading import open_concern
from app.services.drafts import draft_store
from app.services.integrity import integrity_check
from tests.support.web.record_client import fill, look, sign, to_mend
from tests.unit.referral_forms.document_text import body_text, squash

pytestmark = pytest.mark.both_databases

FIRST, OTHER = "he said dont tell", "he said it was Sunday\n\tNOT Monday"


def both(client, path: str, name: str, first: list[str], other: list[str]) -> None:
    """Save a page in two tabs that were opened together."""
    forms = [look(client, path) for _ in range(2)]
    for form, said in zip(forms, (first, other), strict=True):
        form.set(name, said)
        client.post(form.action, data=form.sent())


def test_one_press_signs_and_no_word_of_either_text_is_lost(world, sam, draft):
    both(sam, f"{draft}/account", "child_words", [FIRST], [OTHER])
    page = sam.page(f"{draft}/sign")
    assert (
        "You can sign: both versions are saved. Look at both versions of “What happened?”"
        in page.text
    )
    assert f"{draft}/account?whole=1" in page.links
    concern_id = sign(sam, draft, [])
    file = open_concern(world.uow("jo"), concern_id)
    assert file.record.parts[-1].values["child_words"] == FIRST
    (record, other) = file.entries
    assert isinstance(other.entry, Details)
    assert other.entry.parts[0].values["child_words"] == OTHER
    assert other.entry.other_text_of < record.entry.signed_at == other.entry.signed_at
    with world.session() as session:
        assert session.get(Concern, concern_id).entries == 2
        assert session.query(DraftPageConflict).count() == 0
    assert integrity_check.find_all_differences(world.uow()) == ()


def test_the_file_and_its_papers_show_both_and_that_nobody_chose(world, sam, draft):
    both(sam, f"{draft}/account", "child_words", [FIRST], [OTHER])
    concern = f"/concerns/{sign(sam, draft, [])}"
    jo = world.client("jo")
    text = jo.get(concern).get_data(as_text=True)
    assert FIRST in text
    assert OTHER in text
    page = jo.page(concern).text
    assert "There are two versions of a page. Other version of “What happened?”: entry 2" in page
    assert "Sam Lee did not choose between them." in page
    summary = jo.page(f"{concern}/referral/summary").text
    controls = jo.page(f"{concern}/referral/pdf").controls
    names = {"once", "child", "words", "proof"}
    fields = {one["name"]: one["value"] for one in controls if one.get("name") in names}
    pdf = jo.send(f"{concern}/referral/summary.pdf", fields, via=f"{concern}/referral/pdf")
    paper = squash(body_text(pdf.data, fields["words"]))
    for shown in (FIRST, OTHER, "Another version of this page, saved", "Sam Lee did not choose"):
        assert squash(shown) in squash(summary)
        assert squash(shown) in paper


@pytest.mark.parametrize("texts", [("no", "yes"), ("yes", "no"), ("no", "unsure")])
def test_a_text_that_says_it_is_about_the_team_keeps_it_from_the_leads(world, sam, draft, texts):
    fill(sam, f"{draft}/account", {"worry": ["Quiet since Monday."]})
    both(sam, f"{draft}/now", "about_our_team", *([one] for one in texts))
    concern_id = sign(sam, draft, [])
    assert world.session().get(Concern, concern_id).route == "seniors"
    assert world.client("jo").get(f"/concerns/{concern_id}").status_code == 404
    assert "LADO" in sam.page(f"/concerns/{concern_id}/signed").text


def test_a_text_that_says_danger_counts_for_the_list_and_for_the_mail(world, sam, draft):
    fill(sam, f"{draft}/account", {"worry": ["Quiet since Monday."]})
    both(sam, f"{draft}/now", "danger_now", ["no"], ["yes"])
    assert "You said that someone is in danger." in sam.page(f"{draft}/sign").text
    sign(sam, draft, [])
    assert "Danger now: yes" in world.client("jo").page("/concerns").text
    told = {one.template for one in world.session().query(Outbox).all()}
    assert told == {"open_now"}


def test_a_lead_who_is_named_in_the_other_text_is_asked_about(world, sam, draft):
    fill(sam, f"{draft}/account", {"worry": ["Quiet since Monday."]})
    name = "people-0-name_or_nickname"
    both(sam, f"{draft}/people", name, ["Somebody"], [world.people["deputy"].name])
    said = to_mend(sam, sam.send(f"{draft}/sign", {"not_for": "none", "seen": "leads:"}))
    assert "You wrote the name Dele Okoro" in said


def test_what_was_chosen_before_signing_is_all_that_is_signed(world, sam, draft):
    both(sam, f"{draft}/account", "child_words", [FIRST], [OTHER])
    form = look(sam, f"{draft}/account")
    sam.post(form.action, data=form.sent(form.button("Dismiss the other")))
    concern_id = sign(sam, draft, [])
    assert len(open_concern(world.uow("jo"), concern_id).entries) == 1


def test_an_other_text_that_cannot_be_kept_is_said_with_its_page(world, sam, draft):
    fill(sam, f"{draft}/account", {"worry": ["Quiet since Monday."]})
    draft_id = UUID(draft.rsplit("/", 1)[1])
    draft_store.save_conflict(world.uow("sam"), draft_id, "account", {"worry": ["a\x07b"]})
    said = to_mend(sam, sam.send(f"{draft}/sign", {"not_for": "none", "seen": "leads:"}))
    assert "The other version cannot be signed" in said
    assert f'href="{draft}/account?whole=1"' in said


def test_whose_an_account_is_by_the_other_text_is_signed_too(world, sam, draft):
    fill(sam, f"{draft}/account", {"child_words": [FIRST]})
    asked = {"children-0-name": ["Maja"], "children-1-name": ["Zofia"]}
    fill(sam, f"{draft}/child", asked)
    both(sam, f"{draft}/child", "whose_child_words", ["c1"], ["c2"])
    concern_id = sign(sam, draft, [])
    (record, other) = open_concern(world.uow("jo"), concern_id).entries
    (mine,) = [one for one in record.entry.parts if "child_words" in one.values]
    assert mine.children == ("c1",)
    assert [(one.page, one.children) for one in other.entry.parts] == [("account", ("c2",))]
