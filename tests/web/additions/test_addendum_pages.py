"""More after signing: one page, its own draft, one entry; for those who can open the file."""

import pytest

from tests.support.disclosures import load
from tests.support.web.record_client import begin, fill, look, sign, to_mend, write
from tests.web.expired_sign_ins import end_sign_ins


@pytest.fixture
def concern(world, sam):
    """A signed record of one sentence; its path."""
    return f"/concerns/{sign(sam, write(sam, load('single_sentence')), [])}"


def entries(world, concern, who="sam"):
    from uuid import UUID

    from app.services.concerns import concern_reading

    return concern_reading.open_concern(world.uow(who), UUID(concern.rpartition("/")[2])).entries


def test_a_page_becomes_one_entry_signed_by_its_writer(world, sam, concern):
    form = look(sam, f"{concern}/more/view")
    form.set("opinion", ["  I think he is afraid "])
    answer = sam.post(form.action, data=form.sent())
    assert (answer.status_code, answer.location) == (303, f"{concern}?added=2")
    entry = entries(world, concern)[-1].entry
    assert (entry.page, entry.by.name) == ("view", "Sam Lee")
    assert entry.parts[0].values == {"opinion": "  I think he is afraid "}
    assert entry.parts[0].children == ("c1",)


def test_pressed_twice_it_is_one_entry(world, sam, concern):
    form = look(sam, f"{concern}/more/view")
    form.set("opinion", ["once"])
    for _ in range(2):
        assert sam.post(form.action, data=form.sent()).status_code == 303
    assert len(entries(world, concern)) == 2


def test_an_empty_page_is_not_signed(sam, concern):
    form = look(sam, f"{concern}/more/view")
    answer = sam.post(form.action, data=form.sent())
    assert "Nothing is written here yet" in to_mend(sam, answer)
    assert "Nothing is written" not in sam.page(f"{concern}/more/view").text


def test_what_cannot_be_used_stays_on_the_page(sam, concern):
    form = look(sam, f"{concern}/more/circumstances")
    form.set("happened_on", ["31/2/2026"])
    answer = sam.post(form.action, data=form.sent())
    assert "There is no such day" in to_mend(sam, answer)
    assert look(sam, f"{concern}/more/circumstances").controls["happened_on"].value == "31/2/2026"


def test_saved_it_waits_for_its_writer_and_another_page_is_another_draft(sam, concern):
    form = look(sam, f"{concern}/more/view")
    form.set("opinion", ["not finished"])
    assert sam.post(form.action, data=form.sent(form.button("Save"))).status_code == 303
    assert look(sam, f"{concern}/more/view").controls["opinion"].value == "not finished"
    assert look(sam, f"{concern}/more/evidence").action != form.action
    form = look(sam, f"{concern}/more/view")
    saved = sam.post(f"{form.action}/autosave", data=form.sent())
    assert saved.json["version"] == 1


def test_a_reader_may_add_too_and_nobody_else(world, concern):
    jo = world.client("jo")
    form = look(jo, f"{concern}/more/help_so_far")
    form.set("agencies", ["School nurse"])
    assert jo.post(form.action, data=form.sent()).location == f"{concern}?added=2"
    pat = world.client("pat")
    for path in ("/more", "/more/view", "/duties"):
        assert pat.get(concern + path).status_code == 404
    stranger = pat.send(form.action, {"agencies": "x"}, via="/record/new")
    assert stranger.status_code == 404


def test_duties_are_asked_after_signing_only(world, sam, concern):
    form = look(sam, f"{concern}/duties")
    form.set("c1.fgm", ["saw_signs"])
    form.set("c1.fgm_reported_at", ["today"])
    assert sam.post(form.action, data=form.sent()).status_code == 303
    assert entries(world, concern)[-1].entry.page == "duties"


def test_a_sign_of_harm_now_leads_to_whom_to_ring_after_signing_too(sam, concern):
    path = f"{concern}/more/indicators_a"
    form = look(sam, path)
    form.set("c1.indicators-pick", [form.controls["c1.indicators-pick"].options[0]])
    assert sam.post(form.action, data=form.sent()).location == f"{path}#ring-now"
    assert "ring-now" in sam.page(path).ids


def test_numbers_are_those_of_the_childs_council_and_no_address_names_it(world, sam, concern):
    for client in (sam, world.client("jo")):
        for path in (concern, f"{concern}/more/view"):
            links = client.page(path).links
            assert f"{concern}/referral#ring-now" in links, path
            assert not any(link.startswith("/numbers") for link in links), path
        assert "ring-now" in client.page(f"{concern}/referral").ids


def test_the_pages_that_can_be_added_are_listed(sam, concern):
    page = sam.page(f"{concern}/more")
    assert f"{concern}/more/wishes" in page.links
    assert f"{concern}/more/account" not in page.links
    assert sam.get(f"{concern}/more/account").status_code == 404


def test_a_page_sent_after_being_signed_out_is_kept_for_its_file(world, sam, concern):
    form = look(sam, f"{concern}/more/view")
    form.set("opinion", ["written too late"])
    end_sign_ins(world, "sam")
    sam.post(form.action, data=form.sent())
    again = world.client("sam")
    (link,) = [one for one in again.page("/record/kept").links if "/record/kept/" in one]
    assert again.send(link, {"choice": "put_in"}).location == f"{concern}/more/view"
    assert look(again, f"{concern}/more/view").controls["opinion"].value == "written too late"
    assert len(entries(world, concern)) == 1


def test_an_unsigned_addition_is_marked_wherever_it_can_be_continued(world, sam, concern):
    path = f"{concern}/more"
    pages = (concern, f"{concern}/signed", path)
    assert not [page for page in pages if "Not signed yet" in sam.page(page).text]
    for name, field in (("family", "parents_views"), ("addition", "words")):
        form = look(sam, f"{concern}/add" if name == "addition" else f"{path}/{name}")
        wanted = next(control for control in form.controls if control.endswith(field))
        form.set(wanted, ["not finished"])
        assert sam.post(f"{form.action}/autosave", data=form.sent()).status_code == 200
    for page in pages:
        assert sam.page(page).text.count("Not signed yet") == 2, page
    home = sam.page("/")
    for found in (home,):
        assert {f"{concern}/add", f"{path}/family"} <= set(found.links)
        assert "not finished" not in found.text
    assert "You have not signed what you started to add to" in home.text
    jo = world.client("jo")
    assert not [page for page in (concern, path, "/") if "Not signed yet" in jo.page(page).text]
    assert "You have not signed what you started to add to" not in jo.page("/").text


def test_a_call_made_after_signing_has_a_place_to_be_written(sam, concern):
    assert "Record a call" in sam.page(f"{concern}/signed").text
    for page in (f"{concern}/signed", f"{concern}/referral"):
        shown = sam.page(page)
        assert f"{concern}/more/call" in shown.links
    assert "use “Record a call” instead" in sam.page(f"{concern}/add").text


def test_the_page_names_its_file_by_its_reference(sam, concern):
    reference = sam.page(f"{concern}/signed").text.split("Reference")[1].split()[0]
    for end in ("add", "duties", "more/view"):
        assert f"Concern {reference}" in sam.page(f"{concern}/{end}").text


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_sign_ticked_and_left_is_read_in_the_file(world, sam, concern, when):
    at = begin(sam) if when == "before" else f"{concern}/more"
    form = look(sam, f"{at}/indicators_a")
    pick = form.controls["c1.indicators-pick"]
    form.set("c1.indicators-pick", [pick.options[0]])
    sam.post(form.action, data=form.sent())
    form = look(sam, f"{at}/indicators_a")
    if when == "before":
        fill(sam, f"{at}/account", {"worry": ["Bruises again."]})
        concern = f"/concerns/{sign(sam, at, [])}"
    else:
        sam.post(form.action, data=form.sent(form.button("Sign and save")))
    sign_words = "Injuries that no one can explain."
    assert f"Sign you noticed: {sign_words}" in sam.page(concern).text
    assert f"Sign noticed: {sign_words}" in world.client("jo").page(concern).text


def test_going_back_from_what_was_signed_finds_nothing_wrong(sam, concern):
    path = f"{concern}/more/view"
    form = look(sam, path)
    assert "Nothing is written here yet. Write something and sign it" in to_mend(
        sam, sam.post(form.action, data=form.sent())
    )
    form = look(sam, path)
    form.set("opinion", ["He is afraid"])
    sam.post(form.action, data=form.sent(form.button("Sign and save")))
    assert "There is a problem" not in sam.page(f"{path}?check=1").text
