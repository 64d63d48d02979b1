"""The sign page: check, say whom it is not for, sign once. "Sign and save" is the only button."""

from uuid import UUID

from flask import g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.access.policy import Policy, policy
from app.domain.pages import BY_NAME
from app.domain.raws import Raw, home_area, keep
from app.domain.route import Recipients
from app.errors import InvalidError, StaleError
from app.recording.blueprint import bp, my_draft, signed_url, submitted
from app.recording.checking import NONE, Check, Missing, check
from app.recording.drawing import today
from app.services import drafts, numbers, signing

Problems = list[tuple[str, str]]


@bp.get("/record/<uuid:draft_id>/sign", defaults={"page": "sign"})
@policy(Policy.SIGNED_IN)
def sign(draft_id: UUID, page: str) -> ResponseReturnValue:
    """Check and sign."""
    draft = my_draft(draft_id)
    chosen = draft.pages.get(page, {})
    found = check(g.desk, draft.pages, today(), _ticked(chosen))
    return _draw(draft, found, chosen, [])


@bp.post("/record/<uuid:draft_id>/sign", defaults={"page": "sign"})
@policy(Policy.SIGNED_IN)
def do_sign(draft_id: UUID, page: str) -> ResponseReturnValue:
    """Sign and save; pressed twice, it is the same record."""
    draft, form = my_draft(draft_id), submitted()
    chosen = keep(BY_NAME[page], form)
    _remember(draft, chosen)
    found = check(g.desk, draft.pages, today(), _ticked(chosen))
    if problems := _problems(draft, found, chosen, form):
        return _draw(draft, found, chosen, problems, 422)
    try:
        what = signing.ToSign(draft_id, found.whole.parts, _ticked(chosen), _choice(form))
        concern_id = signing.sign(g.desk, what)
    except InvalidError as error:
        return _draw(draft, found, chosen, list(error.problems.items()), 422)
    drafts.tidy(g.desk, draft_id)
    return redirect(signed_url(concern_id), 303)


def _remember(draft: drafts.Draft, chosen: Raw) -> None:
    """Keep the ticks with the draft. Another tab's newer ticks stay; these are judged anyway."""
    try:
        drafts.save(g.desk, draft.id, "sign", chosen, draft.versions.get("sign", 0))
    except StaleError:
        return


def _ticked(chosen: Raw) -> frozenset[UUID]:
    found = set()
    for text in chosen.get("not_for", []):
        try:
            found.add(UUID(text))
        except ValueError:
            continue
    return frozenset(found)


def _choice(form: dict[str, list[str]]) -> Recipients | None:
    text = (form.get("choice") or [""])[0]
    return Recipients(text) if text in set(Recipients) else None


def _problems(
    draft: drafts.Draft, found: Check, chosen: Raw, form: dict[str, list[str]]
) -> Problems:
    problems = [(_where(draft, one), one.text) for one in found.to_mend]
    if draft.asides:
        where = url_for("recording.tasks", draft_id=draft.id)
        problems.append((where, "Two texts of one page are waiting. Look at both, then come back."))
    problems += _about_people(found, chosen, form)
    if not problems and found.seen != (form.get("seen") or [""])[0]:
        problems.append(("who", "Who can open this has changed. Read it, then press the button."))
    elif len(found.routes) > 1 and _choice(form) is None:
        problems.append(("choice", "Choose who can open it."))
    return problems


def _about_people(found: Check, chosen: Raw, form: dict[str, list[str]]) -> Problems:
    ticked, nobody = _ticked(chosen), NONE in chosen.get("not_for", [])
    if not ticked and not nobody:
        return [("not_for", "Is it about one of these people? Tick them, or tick “none of these”.")]
    if ticked and nobody:
        return [("not_for", "You ticked people and “none of these”. Untick one or the other.")]
    sure = form.get("sure", [])
    return [
        (
            f"sure-{member.id}",
            f"You wrote the name {member.name}. Tick them, or say it is not them.",
        )
        for member in found.named
        if member.id not in ticked and str(member.id) not in sure
    ]


def _where(draft: drafts.Draft, one: Missing) -> str:
    return url_for("recording.page", draft_id=draft.id, page=one.page) + f"#{one.control}"


def _draw(
    draft: drafts.Draft, found: Check, chosen: Raw, problems: Problems, status: int = 200
) -> ResponseReturnValue:
    form = submitted()
    area = home_area(draft.pages)
    return (
        render_template(
            "recording/sign.html",
            draft=draft,
            check=found,
            problems=problems,
            chosen=set(chosen.get("not_for", [])),
            sure=set(form.get("sure", [])),
            choice=(form.get("choice") or [""])[0],
            NONE=NONE,
            lado=numbers.line(g.org, "lado", g.desk.clock(), area),
            somebody_else=found.whole.value("account", "account_by") == "somebody_else",
            where=lambda one: _where(draft, one),
        ),
        status,
    )
