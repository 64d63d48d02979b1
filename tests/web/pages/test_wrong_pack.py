"""People whose council's pack cannot be used see national numbers, and are told so."""

import html
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.services.referrals.council_form_checks import WRONG_PDF_MESSAGE
from tests.support.club.world import World
from tests.support.disclosures import load
from tests.support.spoiled_packs import forget_packs, serve_copied_packs, spoil_pack
from tests.support.web.record_client import signed

LINES = "north_lincolnshire/contacts.toml"
MISSING = "We cannot show your council’s phone numbers now."
FAULT = f"{LINES}, line 20: contacts.spoc: role is missing"


@pytest.fixture
def packs(tmp_path: Path) -> Iterator[Path]:
    with serve_copied_packs(tmp_path) as packs:
        yield packs


def test_everyone_is_told_and_only_leads_read_the_fault(world: World, packs: Path):
    spoil_pack(packs, LINES, 'role = "day"', "")
    for who in ("", "sam", "jo"):
        client = world.client(who) if who else world.client()
        for path in ("/", "/numbers", "/blank-form"):
            page = client.get(path).get_data(as_text=True)
            assert MISSING in page or path == "/blank-form"
            assert "We cannot show your council’s" in page
            assert "01724" not in page
            assert ("role is missing" in page) == (who == "jo"), path
        assert "0808 800 5000" in client.get("/support").get_data(as_text=True)
    assert FAULT in world.client("jo").get("/").get_data(as_text=True)


def test_a_record_can_still_be_written_and_details_changed(world: World, packs: Path):
    spoil_pack(packs, LINES, 'role = "day"', "")
    signed(world, load("single_sentence"))
    page = world.client("jo").get("/organisation/change").get_data(as_text=True)
    assert 'selected value="north_lincolnshire"' in page or (
        'value="north_lincolnshire" selected' in page
    )


def test_wrong_links_leave_every_number_and_tell_leads(world: World, packs: Path):
    spoil_pack(packs, "north_lincolnshire/workbook/links.toml", "[links.", "[links.not_")
    lead = world.client("jo").get("/numbers").get_data(as_text=True)
    assert "Part of your council’s content pack cannot be used." in lead
    assert "01724 296500" in lead
    worker = world.client("sam").get("/numbers").get_data(as_text=True)
    assert "content pack" not in worker
    assert world.client("sam").get("/learn/workbook").status_code == 200


def test_a_form_without_its_pdf_takes_no_number_of_its_council(world: World, packs: Path):
    words = (packs / "example_authority/forms.toml").read_text(encoding="utf-8")
    mapped = words.replace('source = "example"', 'source = "nl_council"')
    (packs / "north_lincolnshire/forms.toml").write_text(mapped, encoding="utf-8")
    forget_packs()
    path = f"/concerns/{signed(world, load('single_sentence'))}/referral"
    page = html.unescape(world.client("sam").get(path).get_data(as_text=True))
    assert f"has its own referral form. {WRONG_PDF_MESSAGE}" in page
    assert f"{path}/summary?child=c1" in page
    assert world.client("sam").get(f"{path}/forms/front_door?child=c1").status_code == 404
    for who in ("", "sam", "jo"):
        client = world.client(who) if who else world.client()
        numbers = html.unescape(client.get("/numbers").get_data(as_text=True))
        assert "01724 296500" in numbers
        assert MISSING not in numbers
        assert ("there is no PDF 'front_door.pdf'" in numbers) == (who == "jo")
    checked = world.app.test_cli_runner().invoke(args=["content", "check"])
    assert checked.exit_code == 1
    assert checked.output.count("front_door.pdf: there is no PDF") == 1


def test_a_pack_is_previewed_with_what_is_left_to_do_or_its_fault(world: World, packs: Path):
    jo = world.client("jo")
    fine = jo.get("/content-packs/north_lincolnshire").get_data(as_text=True)
    assert "01724 296500" in fine
    assert "Not set. No one at the council has confirmed it." in fine
    assert "settings.clocks.written_confirmation" in fine
    assert "contacts.spoc" not in jo.get("/content-packs").get_data(as_text=True)
    spoil_pack(packs, "hull/contacts.toml", 'role = "day"', "")
    assert "hull/contacts.toml, line 14: contacts.spoc" in jo.get("/content-packs").get_data(
        as_text=True
    )
    wrong = jo.get("/content-packs/hull").get_data(as_text=True)
    assert "This pack cannot be used as it is." in wrong
    assert jo.get("/content-packs/nowhere").status_code == 404


def test_a_line_for_advice_is_with_the_other_lines_of_its_council(world: World, packs: Path):
    line = '\n[contacts.local_police]\nlabel = "Local police team"\nrole = "advice"\n'
    more = 'number = "01632 960205"\ntext = "Police of this area"\nsource = "nl_council"\n'
    with (packs / LINES).open("a", encoding="utf-8") as file:
        file.write(line + more)
    forget_packs()
    page = world.client().page("/numbers")
    assert "01632 960205" in page.text
    assert "01632 960205" in page.text.split("Other lines", 1)[1]
    assert "01632 960205" not in world.client().page("/numbers?area=hull").text


def test_the_workbook_gives_no_email_for_a_line_to_call(world: World, packs: Path):
    spoil_pack(packs, LINES, 'role = "day"\n', 'role = "day"\nemail = "frontdoor@example.org"\n')
    page = world.client().page("/learn/workbook/making_a_referral").text
    assert "01724 296500" in page
    assert "lado@northlincs.gov.uk" in page
    assert "frontdoor@example.org" not in page
    assert page.count("By email:") == 1
    preview = world.client("jo").page("/content-packs/north_lincolnshire").text
    assert "Email: frontdoor@example.org" in preview
    assert "people are not shown it" in preview


def test_a_made_up_council_says_so_where_one_is_chosen(world: World, packs: Path):
    title = 'title = "Example Authority (made up, for practice)"'
    spoil_pack(packs, "example_authority/pack.toml", title, 'title = "Exampleton"')
    jo = world.client("jo")
    assert "Exampleton (made up)" in jo.page("/organisation/change").text
    assert "Exampleton (made up)" in jo.page("/content-packs").text


def test_a_preview_shows_all_that_the_pack_says(world: World, packs: Path):
    (packs / "example_authority/notes.txt").write_text("", encoding="utf-8")
    spoil_pack(packs, "example_authority/contacts.toml", "hours = ", "answerphone = true\nhours = ")
    words = world.client("jo").page("/content-packs/example_authority").text
    for said in (
        "Email: lado@example.org",
        "Address: 1 Example Street, Exampleton",
        "Never for anything about a child.",
        "This is an answerphone.",
        "https://example.org/",  # where a referral is sent
        "Example Front Door: request for service",
        "child.born_on",
        "now.danger_why: hurt, recent_sexual_assault",
        "child_protection is CP",
        "The Front Door writes here",
        "notes.txt",
    ):
        assert said in words, said
    (packs / "example_authority/front_door.pdf").unlink()
    words = world.client("jo").page("/content-packs/example_authority").text
    assert "This form cannot be used as it is." in words
    assert "01632 960101" in words
