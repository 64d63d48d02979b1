"""A row writer swaps two members' names: no paper, and no access history, says the wrong person.

Each shows the name that the log vouches for. Where no name can be vouched for, it says that the
name was changed outside Heard. So it is with the role that a row gives to someone invited.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable

import pytest
from sqlalchemy import update

from app.domain.children.file_facts import Topic
from app.domain.routing.actors import Role
from app.models.member import Member
from app.services.concerns import concern_reading
from app.services.integrity import integrity_check
from app.services.members import invites
from app.services.members.shown_names import CHANGED
from tests.damage.keys.test_names_swapped import change_row
from tests.support.club.child_facts import MOTHER, write
from tests.support.club.child_links import link, sign_about
from tests.support.club.newcomers import add_office_holder, join_as
from tests.support.club.office import Office
from tests.support.training.completions import complete
from tests.support.training.confirmations import answer_and_send, record_discussion
from tests.support.web.checking_client import CheckingClient
from tests.unit.referral_forms.document_text import body_text, squash
from tests.web.children.test_child_file_pages import MAYA, WHO
from tests.web.referrals.test_summary_pages import offer, pdf
from tests.web.training.test_paper_completions import FORM, fields

PAIRS = (("jo", "deputy"), ("sam", "pat"))
NAMES = {"jo": "Jo Smith", "deputy": "Dele Okoro", "sam": "Sam Lee", "pat": "Pat Jones"}
Swap = Callable[[Office], None]


def swap_names(office: Office, columns: tuple[str, ...] = ("name",)) -> None:
    """Swap these columns of the two leads, and of two practitioners."""
    for pair in PAIRS:
        rows = [office.session.get_one(Member, office.id(who)) for who in pair]
        values = [{name: getattr(row, name) for name in columns} for row in rows]
        for who, others in zip(pair, reversed(values), strict=True):
            change_row(office, who, **others)
    assert integrity_check.find_all_differences(office.world.uow())


def swap_all_of_them(office: Office) -> None:
    """Swap the confirmed names too, with their salts."""
    swap_names(office, ("name", "name_key", "confirmed_as"))


SWAPS = pytest.mark.parametrize("swap", [swap_names, swap_all_of_them])


def read_main(client: CheckingClient, path: str) -> str:
    """Return the words of a page, without its menu, which says who is signed in by their row."""
    page = client.get(path).get_data(as_text=True)
    main = page[page.index("<main") : page.index("</main>")]
    return html.unescape(re.sub(r"<[^>]*>", " ", main))


def assert_says(text: str, *true: str, never: tuple[str, ...]) -> None:
    """Fail unless each true name is in a text, and no other one without its mark."""
    bare = squash(text)
    for name in never:
        bare = bare.replace(squash(f"{name} ({CHANGED})"), "")
    assert [name for name in true if squash(name) not in bare] == []
    assert [name for name in never if squash(name) in bare] == []


@SWAPS
@pytest.mark.parametrize("when", ["signed before", "signed after"])
def test_the_pdf_of_a_concern_names_its_author(now: Office, swap: Swap, when: str):
    signed = when == "signed before"
    concern_id = now.signed("sam") if signed else None
    swap(now)
    concern_id = concern_id or now.signed("sam")
    client, path = now.world.client("sam"), f"/concerns/{concern_id}/referral"
    answer = pdf(client, path, offer(client, f"{path}/pdf"), protect="no")
    assert answer.status_code == 200
    true = ("Sam Lee",) if signed or swap is swap_names else ()
    assert_says(body_text(answer.data), *true, never=("Pat Jones",))


@SWAPS
def test_the_print_of_a_childs_file_names_who_wrote_and_printed_it(now: Office, swap: Swap):
    file_id = link(now, sign_about(now, MAYA))
    write(now, file_id, Topic.FAMILY, MOTHER)
    swap(now)
    jo = now.world.client("jo")
    answer = jo.send(f"/children/{file_id}/print", WHO)
    assert answer.status_code == 200
    assert_says(body_text(answer.data), "Sam Lee", "Jo Smith", never=("Pat Jones", "Dele Okoro"))
    assert_says(read_main(jo, f"/children/{file_id}/opened"), "Jo Smith", never=("Dele Okoro",))


@SWAPS
def test_a_completion_record_names_who_completed_it(now: Office, swap: Swap):
    made = complete(now, "sam", "jo")
    swap(now)
    jo, path = now.world.client("jo"), f"/learn/completion/{made}"
    answer = jo.send(f"{path}/record.pdf", via=path)
    assert answer.status_code == 200
    for text in (body_text(answer.data), read_main(jo, path)):
        assert_says(text, "Sam Lee", "Jo Smith", never=("Pat Jones", "Dele Okoro"))


@SWAPS
@pytest.mark.parametrize("how", ["from paper", "after a talk"])
def test_a_completion_that_is_recorded_after_the_swap(now: Office, swap: Swap, how: str):
    training = answer_and_send(now, "sam", "jo") if how == "after a talk" else None
    swap(now)
    jo = now.world.client("jo")
    if training is not None:
        record_discussion(now, "jo", training)
    else:
        assert jo.send(FORM, fields(now)).status_code == 303
    (path,) = {one for one in jo.page("/learn/completion").links if len(one) == len(PATH)}
    text = body_text(jo.send(f"{path}/record.pdf", via=path).data)
    true = ("Sam Lee", "Jo Smith") if swap is swap_names else ()
    assert_says(text, *true, never=("Pat Jones", "Dele Okoro"))


PATH = "/learn/completion/00000000-0000-0000-0000-000000000000"


@SWAPS
def test_the_page_of_who_has_opened_this_says_who_did(now: Office, swap: Swap):
    concern_id = now.signed("sam")
    concern_reading.open_concern(now.at("jo"), concern_id)
    swap(now)
    for who in ("jo", "sam"):
        client = now.world.client(who)
        for path in ("", "/who-has-looked"):
            text = read_main(client, f"/concerns/{concern_id}{path}")
            history = text.rpartition("Who has opened this")[2]
            assert_says(history, never=("Dele Okoro", "Pat Jones"))
            known = f"Jo Smith ({CHANGED})" if swap is swap_names else CHANGED
            assert known in " ".join(history.split()), who


ROLE_WORDS = {Role.LEAD: "lead", Role.SENIOR: "chair", Role.ADMINISTRATOR: "administrator"}


@pytest.mark.parametrize("role", ROLE_WORDS)
def test_a_role_that_a_row_gives_to_an_invite_is_shown_nowhere(now: Office, role: Role):
    add_office_holder(now.world, "administrator")
    member_id, code = invites.invite_member(
        now.at("jo"), "bo.reed@example.org", (Role.PRACTITIONER,)
    )
    now.world.change(update(Member).where(Member.id == member_id).values(roles=[str(role)]))
    email, own_page = "bo.reed@example.org", f"/members/{member_id}"
    for who, path, before in (
        ("jo", "/members", email),
        ("jo", own_page, "Role"),
        ("administrator", "/team", email),
    ):
        line = read_main(now.world.client(who), path).partition(before)[2].split("Code")[0][:80]
        assert "ecords concerns" in line, path
        assert ROLE_WORDS[role] not in line, path
    joining = now.world.client().send("/join/code", {"code": code}, via="/join")
    assert joining.status_code == 422


@pytest.mark.parametrize("role", ROLE_WORDS)
def test_a_role_that_a_row_gives_to_someone_who_joined_is_marked(now: Office, role: Role):
    add_office_holder(now.world, "administrator")
    member_id = join_as(now.world, "bo", (Role.PRACTITIONER,)).id
    now.world.change(update(Member).where(Member.id == member_id).values(roles=[str(role)]))
    jo, administrator = now.world.client("jo"), now.world.client("administrator")
    assert "A role was changed outside Heard" in read_main(jo, "/members")
    assert "Do not confirm this person" in read_main(jo, f"/members/{member_id}")
    assert "they were invited to a different one." in read_main(administrator, "/team")
