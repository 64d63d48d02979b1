"""The blank form is two sides of A4, whichever council's numbers stand on it."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator

import pikepdf
import pytest
from sqlalchemy import select

from app.models.organisation import Organisation
from content import pack_loader
from tests.browser.page_inspection import Stage
from tests.support.club.saved_contacts import set_organisation

pytestmark = pytest.mark.browser
A4 = (595, 842)


@pytest.fixture
def choose(stage: Stage) -> Iterator[Callable[[str], None]]:
    """Gives the club another council's pack; the club is everybody's, so its own comes back."""
    world = stage.club.world

    def put(pack: str) -> None:
        set_organisation(world, pack=pack)

    with world.session() as session:
        own = session.execute(select(Organisation.pack)).scalar_one()
    yield put
    put(own)


def test_the_blank_form_prints_on_two_sides_of_a4(
    stage: Stage, choose: Callable[[str], None]
) -> None:
    page = stage.tab()
    for pack in pack_loader.list_pack_names():
        choose(pack)
        page.goto(f"{stage.club.server.url}/blank-form")
        printed = pikepdf.open(io.BytesIO(page.pdf(prefer_css_page_size=True)))
        assert len(printed.pages) == 2, pack
        for side in printed.pages:
            assert tuple(round(float(size)) for size in side.mediabox[2:]) == A4
