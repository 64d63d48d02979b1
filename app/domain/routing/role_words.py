"""Names of roles on screen. A setting names the leads. All others have one name."""

from collections.abc import Iterable

from app.domain.routing.actors import Role

_NAMES = {
    Role.LEAD: "{lead_title}",
    Role.SENIOR: "head or chair",
    Role.PRACTITIONER: "records concerns",
    Role.TRAINEE: "trainee",
    Role.AUDITOR: "auditor",
    Role.ADMINISTRATOR: "administrator",
}
_PHRASES = {
    Role.SENIOR: "head or chair",
    Role.PRACTITIONER: "someone who records concerns",
}


def name_roles(roles: Iterable[Role], lead_title: str) -> str:
    """Return what someone does in Heard, such as "Safeguarding lead" or "Records concerns"."""
    names = [_NAMES[role].format(lead_title=lead_title) for role in _list_telling(roles)]
    text = ", ".join(names)
    return text[:1].upper() + text[1:]


def describe_roles(roles: Iterable[Role], lead_title: str) -> str:
    """Return as what someone joins: "a safeguarding lead", "someone who records concerns"."""
    return " and ".join(_describe(role, lead_title) for role in _list_telling(roles))


def _list_telling(roles: Iterable[Role]) -> list[Role]:
    """Return the roles to name. Everyone records concerns: said of those who do nothing else."""
    others: list[Role] = [role for role in roles if role is not Role.PRACTITIONER]
    return others or [Role.PRACTITIONER]


def _describe(role: Role, lead_title: str) -> str:
    if role in _PHRASES:
        return _PHRASES[role]
    name = _NAMES[role].format(lead_title=lead_title)
    article = "an" if name[:1].casefold() in set("aeiou") else "a"
    return f"{article} {name}"
