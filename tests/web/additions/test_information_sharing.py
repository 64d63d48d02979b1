"""Sharing has a page of its own: no referral waits for it, and consent is no basis anywhere."""

from __future__ import annotations

from uuid import UUID

import pytest

from app.domain.record.entry_schema import Details
from app.services.concerns.concern_reading import open_concern
from content import pack_loader
from tests.support.club.world import World
from tests.support.disclosures import load
from tests.support.web.record_client import fill, look, signed
from tests.unit.referral_forms.document_text import squash
from tests.web.recording.test_every_question import speaks

EARLY = {
    "c1.agreement_needed": ["early_help"],
    "c1.agreed": ["yes"],
    "c1.agreed_by": ["Łucja, her mum"],
    "c1.agreed_at": ["today"],
    "c1.basis": ["public_task"],
    "c1.why_shared": ["She asked for help with  the house."],
}
FAMILY = {"c1.family_told_by": ["Nobody yet"], "c1.safe_to_tell": ["no"]}


@pytest.fixture
def concern(world: World) -> str:
    return f"/concerns/{signed(world, load('single_sentence'))}"


@pytest.mark.parametrize("who", ["author", "jo"])
def test_its_author_and_readers_fill_it_and_it_prints_for_the_council(
    world: World, concern: str, who: str
):
    name = load("single_sentence").author if who == "author" else who
    client = world.client(name)
    assert f"{concern}/sharing" in client.page(concern).links
    assert f"{concern}/sharing" in client.page(f"{concern}/more").links
    led = fill(client, f"{concern}/sharing", EARLY)
    assert "?added=" in led
    for path in (concern, f"{concern}/referral/summary"):
        text = client.page(path).text
        for words in ("Łucja, her mum", "Yes, this is for early help or another service"):
            assert words in text, path
        assert "Public task: keeping children safe" in text
        assert squash("She asked for help with the house.") in squash(text)


def test_a_referral_never_waits_for_it(world: World, concern: str):
    page = world.client("jo").page(f"{concern}/referral")
    assert page.text.index("Call children’s services first") < page.text.index(
        "Then send the referral summary"
    )
    assert "sharing" not in " ".join(page.links)
    text = world.client("jo").page(f"{concern}/referral/summary").text
    asked_of_no_one = text.partition("Not asked about:")[2]
    assert "Parents and carers" in asked_of_no_one  # a gap among gaps, and no more
    assert world.client("jo").get(f"{concern}/referral/pdf").status_code == 200


def test_the_page_says_that_consent_is_not_needed_and_offers_it_nowhere(world: World, concern: str):
    page = world.client("jo").page(f"{concern}/sharing")
    assert "Consent is not needed where a child is, or may be, at risk" in page.text
    found = look(world.client("jo"), f"{concern}/sharing")
    for name, control in found.controls.items():
        assert "consent" not in f"{name} {getattr(control, 'values', '')}".casefold()
    bases = pack_loader.load_pack("north_lincolnshire").settings.sharing.bases
    assert [one.label for one in bases if one.label in page.text] == [one.label for one in bases]


def test_nothing_is_asked_twice_and_what_is_known_of_the_family_is_shown(
    world: World, concern: str
):
    client = world.client(load("single_sentence").author)
    assert "Nothing yet." in client.page(f"{concern}/sharing").text
    fill(client, f"{concern}/more/family", FAMILY)
    page = client.page(f"{concern}/sharing")
    assert "Nobody yet" in page.text
    assert f"{concern}/more/family" in page.links
    asked = look(client, f"{concern}/sharing").controls
    assert not [name for name in asked if "family" in name or "keep_from" in name]


def test_with_two_children_each_answer_says_whose_it_is(world: World):
    concern = f"/concerns/{signed(world, load('full'))}"
    client = world.client(load("full").author)
    text = client.page(f"{concern}/sharing").text
    known = text.partition("Already recorded about the family")[2]
    assert "Maja Żółkiewska. " in known
    assert {"c1.basis", "c2.basis"} <= set(look(client, f"{concern}/sharing").controls)


def test_a_basis_that_only_another_pack_has_is_still_read_in_words(world: World, concern: str):
    client = world.client("jo")
    fill(client, f"{concern}/sharing", {"c1.basis": ["vital_interests"]})
    speaks(world, "example_authority")  # whose own list has no such basis
    for path in (concern, f"{concern}/referral/summary"):
        assert "Vital interests: to protect someone’s life" in client.page(path).text
    page = client.page(f"{concern}/sharing").text
    assert "Example Authority and its partners" in page
    assert "Vital interests" not in page.partition("What is your legal basis")[2]


def test_a_stranger_finds_no_page_and_a_blank_one_signs_nothing(world: World, concern: str):
    stranger = "tess" if load("single_sentence").author != "tess" else "kit"
    assert world.client(stranger).get(f"{concern}/sharing").status_code == 404
    client = world.client("jo")
    form = look(client, f"{concern}/sharing")
    answer = client.post(form.action, data=form.sent(form.button("Sign and save")))
    assert "check=1" in answer.location


def test_a_basis_that_the_pack_lacks_is_refused_and_nothing_is_lost(world: World, concern):
    client = world.client("jo")
    form = look(client, f"{concern}/sharing")
    form.set("c1.why_shared", ["Because."])
    answer = client.post(form.action, data={**form.sent(), "c1.basis": "consent"})
    assert "check=1" in answer.location
    page = client.page(answer.location)
    assert "Choose one of the answers shown." in page.text
    assert "Because." in client.get(answer.location).get_data(as_text=True)
    uow = world.uow("jo")
    kept = [one.entry for one in open_concern(uow, UUID(concern.rsplit("/", 1)[1])).entries]
    assert not [one for one in kept if isinstance(one, Details)]
