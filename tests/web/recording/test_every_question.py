"""Every question of PAGES, answered through the real pages, is read again wherever it is shown.

Without JavaScript: each page is fetched, answered, posted. In every group items are added, one is
changed, one removed. Each value must be in the lead's file, in the HTML summary and in the PDF.
"""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from sqlalchemy import update

from app.domain.pages import DETAIL_PAGES, PAGES, list_fields
from app.domain.pages.page_model import AnswerKind, Page
from app.models.organisation import Organisation
from tests.support.club.world import World
from tests.support.disclosures import load
from tests.support.every_answer import (
    PRIVATE,
    Answers,
    Read,
    Said,
    Typist,
    find_missing_on_paper,
    select_for_child,
)
from tests.support.web.checking_client import CheckingClient
from tests.support.web.html_forms import form_to
from tests.support.web.record_client import begin, fill, look, sign, write
from tests.unit.referral_forms.document_text import body_text, shown, squash

BEFORE = [page for page in PAGES if page.name != "sign" and not page.after_signing]
AFTER = [*DETAIL_PAGES, *(page for page in PAGES if page.after_signing)]
ITEMS = 3
CHILDREN = ("c2", "c3")  # the first of three is added and removed again


def alter(client: CheckingClient, path: str, page: Page, made: Answers, typist: Typist) -> None:
    """Change the second item of each list and remove the first. `made` becomes what is left."""
    group = page.group
    assert group is not None
    for first, second, _ in zip(*[iter([item for item in made.said if item])] * ITEMS, strict=True):
        del made.said[first]
        changed = Answers()
        if page.pick_group:
            typist.sign(page, group, second, changed)
        else:
            typist.item(page, group.fields, second, changed)
        made.said[second] = changed.said[second]
        fill(client, path, changed.raw)
        drop(client, path, page, first)


def drop(client: CheckingClient, path: str, page: Page, item: str) -> None:
    """Remove one item: its button, or for a sign the tick."""
    form = look(client, path)
    button = form.button("Continue")
    if page.pick_group:
        name, _, rest = item.partition("indicators-")
        pick = form.controls[f"{name}indicators-pick"]
        pick.on = [token for token in pick.on if f"{token}-" != rest]
    else:
        start, number, _ = item.rsplit("-", 2)
        which = form.controls[f"{start}-{number}-id"].value
        wanted = ("remove", f"{start}|{which}")
        button = next(one for one in form.buttons if (one.name, one.value) == wanted)
    answer = client.post(form.action, data=form.sent(button))
    assert answer.status_code == 303
    if not page.pick_group:
        asked = look(client, answer.location)
        client.post(asked.action, data=asked.sent(asked.button("Yes, remove")))


def write_all(client: CheckingClient, typist: Typist) -> tuple[str, list[Said], list[Said]]:
    """Answer every page of a draft; its path, what must be read, what must not."""
    draft, kept, typed = begin(client), [], []
    for page in BEFORE:
        path = f"{draft}/{page.name}"
        made = typist.page(page, CHILDREN, ITEMS)
        typed += made.all()
        fill(client, path, made.raw)
        if page.group:
            alter(client, path, page, made, typist)
        if page.name == "child":
            whose = [one.name for one in page.fields if one.kind is AnswerKind.CHILDREN]
            fill(client, path, {name: list(CHILDREN) for name in whose})
            made = of_children(made)
        kept += made.all()
    texts = {one.shown for one in kept}
    return draft, kept, [one for one in typed if one.text and one.shown not in texts]


def of_children(made: Answers) -> Answers:
    """Each child's own answers, marked as about that child."""
    items = zip(CHILDREN, made.said.items(), strict=True)
    return Answers({}, {at: [replace(s, child=c) for s in said] for c, (at, said) in items})


def questions(pages: list[Page]) -> set[tuple[str, str]]:
    """Every question of these pages, by its words to a reader."""
    return {
        (page.name, field.said(third=True))
        for page in pages
        for field in list_fields(page)
        if field.kind is not AnswerKind.CHILDREN
    }


def pdf_of(client: CheckingClient, concern_id: UUID, child: str) -> str:
    page = client.get(f"/concerns/{concern_id}/referral/pdf?child={child}").get_data(as_text=True)
    form = form_to(page, "summary.pdf")
    answer = client.post(form.action, data=form.sent())
    assert answer.status_code == 200
    return squash(body_text(answer.get_data(), form.controls["words"].value))


def speaks(world: World, pack: str) -> None:
    """The club's pack. In the made-up place every duty binds, and so every question is asked."""
    with world.session() as session:
        session.execute(update(Organisation).values(pack=pack))
        session.commit()


def check_everywhere(
    world: World, concern_id: UUID, kept: list[Said], gone: list[Said], children=CHILDREN
) -> None:
    lead = world.client("jo")
    file = Read(lead.get(f"/concerns/{concern_id}").get_data(as_text=True))
    assert file.lacks(kept) == []
    assert [one for one in gone if one.shown in file.text] == []
    for child in children:
        mine = select_for_child(kept, child)
        path = f"/concerns/{concern_id}/referral/summary?child={child}"
        paper = Read(lead.get(path).get_data(as_text=True))
        assert find_missing_on_paper(mine, paper.text, paper.pairs) == [], child
        printed = pdf_of(lead, concern_id, child)
        assert find_missing_on_paper(mine, printed, draw=shown) == [], child
        hidden = [*gone, *(one for one in kept if (one.page, one.label) == PRIVATE and one.text)]
        assert [one for one in hidden if one.shown in paper.text] == []
        assert [one for one in hidden if shown(one.shown) in printed] == []


def test_every_answer_given_before_signing_is_read_everywhere(world: World) -> None:
    sam = world.client("sam")
    draft, kept, gone = write_all(sam, Typist())
    assert {(one.page, one.label) for one in kept} == questions(BEFORE)
    assert len(gone) > 50
    check_everywhere(world, sign(sam, draft, []), kept, gone)


def test_every_unknown_that_may_be_said_is_read_everywhere(world: World) -> None:
    sam = world.client("sam")
    draft, kept, _ = write_all(sam, Typist(unknown=True))
    assert sum(not one.text for one in kept) > 150
    check_everywhere(world, sign(sam, draft, []), kept, [])


def test_every_answer_added_after_signing_is_read_everywhere(world: World) -> None:
    sam, typist, kept = world.client("sam"), Typist(), []
    draft = write(sam, load("full"), ("now", "account", "child", "told"))
    concern_id = sign(sam, draft, [])
    for page in AFTER:
        speaks(world, "example_authority" if page.name == "duties" else "north_lincolnshire")
        made = typist.page(page, ("c1", "c2"), 2)
        kept += made.all()
        end = page.name if page.after_signing else f"more/{page.name}"
        led = fill(sam, f"/concerns/{concern_id}/{end}", made.raw)
        assert led.startswith(f"/concerns/{concern_id}?added=")
    speaks(world, "north_lincolnshire")
    assert {(one.page, one.label) for one in kept} == questions(AFTER)
    check_everywhere(world, concern_id, kept, [], ("c1", "c2"))
