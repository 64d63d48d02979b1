"""The context of every page, whoever reads it."""

from __future__ import annotations

import pytest
from flask import g
from jinja2 import nodes
from msgspec.structs import replace


@pytest.mark.parametrize(
    ("who", "path"), [("sam", "/account"), ("jo", "/members"), (None, "/help")]
)
def test_every_page_rings_999_with_one_tap(world, who, path):
    assert "tel:999" in world.client(who).page(path).links


def test_each_organisation_on_one_server_reads_its_own_title(world):
    page, read = None, []
    for title in ("welfare officer", "safeguarding officer"):
        with world.app.test_request_context("/"):
            g.org = replace(world.org, lead_title=title)
            # Compiled while the first organisation asks, and kept for the next one.
            page = page or world.app.jinja_env.from_string(
                "{{ 'Ask the safeguarding lead.'|titled }}"
            )
            read.append(page.render())
    assert read == ["Ask the welfare officer.", "Ask the safeguarding officer."]


def test_every_filter_and_test_that_a_template_uses_is_there(world):
    """Jinja looks for one inside an `if` only when that part is drawn."""
    env = world.app.jinja_env
    missing = {}
    for name in env.list_templates(extensions=["html"]):
        tree = env.parse(env.loader.get_source(env, name)[0])
        used = {one.name for one in tree.find_all(nodes.Filter)} - env.filters.keys()
        used |= {one.name for one in tree.find_all(nodes.Test)} - env.tests.keys()
        if used:
            missing[name] = sorted(used)
    assert missing == {}


def test_a_template_reads_the_globals_of_the_app_and_its_own_stay_its_own(world):
    env = world.app.jinja_env
    assert env.get_template("base.html").globals is env.globals
    own = env.from_string("{{ season }}", globals={"season": "spring"})
    assert own.render() == "spring"
    assert "season" not in env.globals
