"""Templates without the application: the same loaders and settings, addresses that go nowhere."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from jinja2 import ChoiceLoader, Environment, FileSystemLoader, PackageLoader, PrefixLoader

from app.access.template_context import TIME_FILTERS
from app.domain.practice.quote_marks import curl_quote_marks
from content import pack_text
from content.scenarios.careful.worker_sentences import only_waits
from referral_forms.right_to_left import isolate_numbers

TEMPLATES = Path(__file__).parents[3] / "app" / "templates"


def url_for(endpoint: str, **values: str) -> str:
    """An address that names its endpoint, so that a test can find it."""
    return f"/{endpoint}/" + "/".join(values.values())


@pytest.fixture(scope="session")
def jinja() -> Environment:
    """The environment of app/access/template_context.py, less the application."""
    govuk = PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")})
    env = Environment(
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        loader=ChoiceLoader([FileSystemLoader(TEMPLATES), govuk]),
    )
    env.globals["url_for"] = url_for
    env.filters.update(TIME_FILTERS, on_day=str, curled=curl_quote_marks)
    env.filters["numbers_ltr"] = isolate_numbers
    env.tests["only_waiting"] = only_waits
    return env


def line(kind: str, who: str, number: str, **more: Any) -> SimpleNamespace:
    """A line to ring, with a number from Ofcom's drama range."""
    rest = {"when": "", "answerphone": False, "checked": "", **more}
    return SimpleNamespace(kind=kind, who=who, number=number, tel=number.replace(" ", ""), **rest)


@pytest.fixture
def panel() -> SimpleNamespace:
    """A ring-now panel with a line of each kind."""
    return SimpleNamespace(
        area="Example",
        lines=(
            line("emergency", "Police, ambulance", "999"),
            line("lead", "Jo Smith, welfare officer", "07700 900123"),
            line("open", "Children's services", "01632 960500", checked="Last checked 12 Nov 2026"),
            line("closed", "Out of hours", "01632 960555", answerphone=True),
            line("unknown", "Another council", ""),
        ),
    )


@pytest.fixture
def page(jinja: Environment, panel: SimpleNamespace) -> Callable[..., str]:
    """Render a template by name with what every page may use."""

    def render(name: str, **more: Any) -> str:
        known = {
            "panel": panel,
            "calls": panel,
            "said": pack_text.load_pack_text(
                "example_authority", "welfare officer", date(2026, 11, 25)
            ),
            "lead_title": "welfare officer",
            "organisation": SimpleNamespace(name="Riverside Youth Club"),
            "childline": line("open", "Childline", "01632 960111"),
        }
        return jinja.get_template(name).render(**{**known, **more})

    return render


@pytest.fixture
def macro(jinja: Environment) -> Callable[..., str]:
    """Call a macro of a components file and return its mark-up."""

    def call(file: str, name: str, *args: Any, **kwargs: Any) -> str:
        module = jinja.get_template(f"components/{file}.html").module
        return str(getattr(module, name)(*args, **kwargs))

    return call
