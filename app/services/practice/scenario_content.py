"""Load the practice scenarios, each with the title that its own setting gives its lead."""

from functools import lru_cache

import msgspec

from app.domain.routing.actors import Org
from app.errors import NotFoundError
from app.services.contacts import phone_numbers
from content.scenarios import scenario_files
from content.scenarios.scenario import Scenario
from content.workbook import workbook_loader


def load_org_scenarios(org: Org) -> tuple[Scenario, ...]:
    """Every scenario of the organisation's pack, by title, with its names put in."""
    return _load_filled_scenarios(org.pack)


def load_org_scenario(org: Org, key: str) -> Scenario:
    """One scenario, filled. Raises NotFoundError."""
    found = next((one for one in load_org_scenarios(org) if one.key == key), None)
    if found is None:
        raise NotFoundError("scenario")
    return found


def use_setting_lead_title(org: Org, scenario: Scenario) -> Org:
    """Return the organisation with the title that the scenario's setting gives its lead."""
    return msgspec.structs.replace(org, lead_title=scenario.setting.lead_title)


def hash_scenario(org: Org, key: str) -> str:
    """What changes when the words of a scenario change, taken before names are put in.

    Raises NotFoundError.
    """
    found = scenario_files.find_scenario(org.pack, key)
    if found is None:
        raise NotFoundError("scenario")
    return found.mark


@lru_cache(maxsize=16)
def _load_filled_scenarios(pack: str) -> tuple[Scenario, ...]:
    known = phone_numbers.load_pack(pack)
    return tuple(
        workbook_loader.fill_edition(one, known, one.setting.lead_title)
        for one in scenario_files.load_scenarios(pack)
    )
