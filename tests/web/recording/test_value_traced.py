"""The four walks that `tools/trace_value.py` follows are there to be followed."""

from __future__ import annotations

from tests.support.club.world import World
from tools import trace_value


def test_every_walk_passes_the_vault_and_one_makes_the_paper(world: World):
    walks = dict(trace_value.trace_walks(world))
    assert list(walks) == ["save a page", "show a page", "sign", "make the PDF"]
    for name, ran in walks.items():
        assert any(file.startswith("app/vault/") for file, _ in ran), name
    papers = {name for name, ran in walks.items() if any("referral_forms/" in f for f, _ in ran)}
    assert papers == {"make the PDF"}
