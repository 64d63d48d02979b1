"""A rule about one sign stands at that sign, and nowhere else on its page."""

from __future__ import annotations

import pytest

from tests.support.web.record_client import begin, fill

LABEL = "The child said that they feel alone or unsafe because of their sexual orientation"


@pytest.mark.parametrize("ticked", [(), ("unsafe_about_who_they_are",)])
def test_the_rule_stands_at_its_sign_and_names_it_once_it_is_ticked(world, ticked):
    sam = world.client("sam")
    path = f"{begin(sam)}/indicators_c"
    fill(sam, path, {"c1.indicators-pick": list(ticked)})
    page = sam.get(path).get_data(as_text=True)
    before, _, after = page.partition(f">{LABEL}</label>")
    assert "Never ask about this" not in before
    assert "Never ask about this" in after.partition("</div></div>")[0]
    assert ("You ticked “The child said" in before) is bool(ticked)
