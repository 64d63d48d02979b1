"""The disk is full: reading goes on, writing says so and whom to ring, and nothing saved is lost.

Once by a limit on file size (the console's log cannot grow either), and on a small file system
filled to the last byte: SQLite, and a PostgreSQL tablespace. Where this user may mount none, the
run says so.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select, update

from app.models.concern import Concern
from app.models.member import SignIn
from app.services.integrity import integrity_check
from tests.damage import limited_space, socket_browser
from tests.support.machine.needed_programs import denied

WORDS = "“he said  dont tell”\n\tOR ELSE"
LONG = "She said it again, and again. " * 600  # no page of any table has room for this
PAGES = socket_browser.core_pages(WORDS, "Kestrel")
CLUBS = [
    pytest.param("sqlite", "limit", marks=pytest.mark.sqlite),
    pytest.param("sqlite", "small disk", marks=pytest.mark.sqlite),
    pytest.param("postgresql", "small disk", marks=pytest.mark.postgresql),
]
pytestmark = [
    pytest.mark.both_databases,
    pytest.mark.parametrize(("world", "cramped_club"), CLUBS, indirect=True),
]


@pytest.fixture(autouse=True)
def may_be_had(request) -> None:
    """Say so before a club is made for it, if this machine can have no small file system."""
    small = request.node.callspec.params["cramped_club"] == "small disk"
    if small and not limited_space.may_mount():
        denied("a small file system", "run as root, with mount, outside a locked container")


@pytest.fixture
def cramped_club(request, world, serve):
    """A running club and the means to take its room away: (live, full/room)."""
    if request.param == "limit":
        live = serve(world)
        yield live, limited_space.Limit(live)
        return
    with limited_space.mounted() as folder:
        small = limited_space.moved(world, folder, lambda: request.getfixturevalue("cluster"))
        live = serve(small)
        yield live, limited_space.SmallDisk(folder)
        live.kill()
        small.close()
        if not small.url.startswith("sqlite"):
            limited_space.forget(small, request.getfixturevalue("cluster"))


def begun(browser):
    """A draft with every page of the core saved, ready to be signed."""
    draft = socket_browser.begin(browser)
    for page, fields in PAGES.items():
        assert browser.send(f"{draft}/{page}", fields).status == 303
    return draft


def says_so(answer):
    """Whether an answer is the page for a full disk, with numbers that can be rung."""
    assert answer.status == 507, (answer.status, answer.text[-1500:])
    assert "We cannot save because our server is full" in answer.text
    assert 'href="tel:999"' in answer.text
    assert 'href="tel:08081689667"' in answer.text  # the area's front door, from the pack
    return True


def test_a_full_disk_refuses_a_page_and_keeps_what_was_saved(cramped_club, browse):
    live, disk = cramped_club
    sam = browse(live, "sam")
    draft = begun(sam)
    account = f"{draft}/account"
    before = sam.form(account)
    disk.full()
    changed = before | {"child_words": [LONG]}
    assert says_so(sam.post(account, changed))
    assert says_so(sam.post(f"{account}/autosave", changed, json=True))
    assert sam.form(account) == before
    for path in ("/", "/with-a-child", "/numbers", draft):
        assert sam.get(path).status == 200, path
    disk.room()
    assert sam.post(account, changed).status == 303
    assert sam.form(account)["child_words"] == [LONG]


def test_a_full_disk_refuses_a_signature_and_leaves_the_draft_whole(cramped_club, browse):
    live, disk = cramped_club
    sam = browse(live, "sam")
    draft = begun(sam)
    assert sam.send(f"{draft}/response", {"what_you_did": [LONG]}).status == 303
    before = sam.form(f"{draft}/sign") | {"not_for": ["none"]}
    disk.full()
    assert says_so(sam.post(f"{draft}/sign", before))
    with live.world.session() as session:
        assert session.scalar(select(func.count()).select_from(Concern)) == 0
    assert sam.form(f"{draft}/account")["child_words"] == [WORDS]
    disk.room()
    signed = sam.post(f"{draft}/sign", before)
    assert signed.status == 303
    assert WORDS in browse(live, "jo").get(signed.location.removesuffix("/signed")).text
    assert integrity_check.find_all_differences(live.world.uow("jo")) == ()


def test_what_cannot_be_logged_is_not_opened(cramped_club, browse):
    live, disk = cramped_club
    sam, jo = browse(live, "sam"), browse(live, "jo")
    address = socket_browser.press_sign(sam, begun(sam)).location.removesuffix("/signed")
    assert jo.get("/concerns").status == 200
    if live.world.url.startswith("sqlite"):
        disk.full()
        answer = jo.get(address)
        assert says_so(answer)
        assert WORDS not in answer.text
        disk.room()
    assert WORDS in jo.get(address).text


def test_an_author_reads_a_draft_though_the_minute_cannot_be_saved(cramped_club, browse):
    live, disk = cramped_club
    sam = browse(live, "sam")
    draft = begun(sam)
    with live.world.session() as session:
        earlier = datetime.now(UTC) - timedelta(minutes=3)
        session.execute(update(SignIn).values(last_seen=earlier))
        session.commit()
    disk.full()
    assert sam.form(f"{draft}/account")["child_words"] == [WORDS]
    assert sam.get("/").status == 200
    disk.room()
