"""My records: the child’s name next to each, sealed to its author and in no clear row."""

from __future__ import annotations

from sqlalchemy import text

from app.models.draft import DraftPage
from tests.support.web.closing_client import close_by_page
from tests.support.web.record_client import answer, begin, fill, sign

NAME = "Zuzanna Kwiatkowska"


def signed(client, **children: str) -> str:
    draft = begin(client)
    answer(client, f"{draft}/account", worry="someone collects her")
    names = {f"children-{n}-name": [name] for n, name in enumerate(children.values())}
    if names:
        fill(client, f"{draft}/child", names)
    return sign(client, draft, [])


def test_the_author_reads_whom_each_record_is_about(world):
    sam = world.client("sam")
    signed(sam)
    signed(sam, first=NAME, second="Luka")
    page = sam.page("/concerns")
    assert f"{NAME}, Luka" in page.text
    assert page.text.count("Not marked as read yet") == 2
    assert NAME not in page.title
    home = sam.page("/")  # others may see it over a shoulder
    assert "Z.K. and L." in home.text
    assert NAME not in home.text
    assert "Z.K." not in home.title


def test_a_lead_who_writes_has_it_too_and_nobody_else(world):
    jo = world.client("jo")
    signed(jo, first=NAME)
    own = jo.page("/concerns").text.partition("My records")[2]
    assert NAME in own
    assert NAME not in world.client("pat").page("/concerns").text


def test_it_is_in_no_column_and_opening_it_is_logged_first(world):
    sam = world.client("sam")
    signed(sam, first=NAME)
    with world.session() as session:
        (row,) = session.query(DraftPage)
        assert (row.page, NAME.encode() in row.box) == ("label", False)
        count = "select count(*) from leaf where obj = 'own/1'"
        before = session.execute(text(count)).scalar_one()
    sam.page("/concerns")
    with world.session() as session:
        assert session.execute(text(count)).scalar_one() == before + 1


def test_home_logs_the_first_look_of_a_sign_in(world):
    sam = world.client("sam")
    signed(sam, first=NAME)
    count = text("select count(*) from leaf where obj = 'own/1'")

    def looks() -> int:
        with world.session() as session:
            return session.execute(count).scalar_one()

    assert [(sam.page("/"), looks())[1] for _ in range(2)] == [1, 1]
    again = world.client("sam")
    assert "Z.K." in again.page("/").text
    assert looks() == 2


def decide(jo, concern: str, outcome: str) -> None:
    decision = {"outcome": [outcome], "reason": ["Her brother."], "for_author": ["Wait for Jo."]}
    fill(
        jo,
        f"/concerns/{concern}/decide",
        {f"outcomes-0-{name}": texts for name, texts in decision.items()},
    )


def test_no_page_asks_who_refers_after_another_decision(world):
    sam, jo = world.client("sam"), world.client("jo")
    agree = "Agree now who will send the referral"
    for outcome, word in (("early_help", "Early Help"), ("refer", "Refer to children’s services")):
        draft = begin(sam)
        answer(sam, f"{draft}/account", worry="someone collects her")
        fill(sam, f"{draft}/told", {"told_lead": ["yes"]})
        concern = sign(sam, draft, [])
        pages = f"/concerns/{concern}/signed", f"/concerns/{concern}/referral"
        before = [sam.page(one).text for one in pages]
        assert (agree in before[0], "So far:" in "".join(before)) == (True, False)
        decide(jo, concern, outcome)
        for one in pages:
            assert f"So far: Decided: {word}" in sam.page(one).text, one
        assert (agree in sam.page(pages[0]).text) is (outcome == "refer")


def test_the_page_after_signing_says_that_the_concern_is_closed(world):
    sam, jo = world.client("sam"), world.client("jo")
    concern = signed(sam, first=NAME)
    said = "This concern is closed. You can still refer."
    assert said not in sam.page(f"/concerns/{concern}/signed").text
    close_by_page(jo, f"/concerns/{concern}")
    assert said in sam.page(f"/concerns/{concern}/signed").text


def test_what_came_of_it_is_in_both_lists(world):
    sam, jo = world.client("sam"), world.client("jo")
    decide(jo, signed(sam, first=NAME), "refer")
    for path in ("/", "/concerns"):
        page = sam.page(path).text
        whole = "Decided: Refer to children’s services"
        assert ("Decided" in page, whole in page) == (True, path == "/concerns"), path
        assert "Her brother." not in page
        assert "Decided" not in world.client("pat").page(path).text


def test_a_label_that_was_altered_is_left_out_and_hides_no_record(world):
    sam = world.client("sam")
    signed(sam, first=NAME)
    with world.session() as session:
        (row,) = session.query(DraftPage)
        row.box = row.box[:-1] + bytes([row.box[-1] ^ 1])
        session.commit()
    page = sam.page("/concerns").text
    assert NAME not in page
    assert "Not marked as read yet" in page
