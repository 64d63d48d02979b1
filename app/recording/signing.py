"""The sign page: check, say whom it is not for, sign once. "Sign and save" is the only button."""

from uuid import UUID

from flask import g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.access.policy import Policy, policy
from app.access.shell import org_to_ring
from app.access.typed import submitted, uuid_of
from app.domain import of_trust
from app.domain.pages import BY_NAME
from app.domain.raws import Raw, home_area, keep, one
from app.domain.route import Recipients
from app.errors import InvalidError, StaleError
from app.recording import settled
from app.recording.blueprint import bp, checked, late_pages, my_draft, signed_url
from app.recording.checking import NONE, Check, Missing, check
from app.recording.drawing import today
from app.recording.reading_over import read_over
from app.recording.whom_to_ring import about_team
from app.services import drafts, numbers, pack_words, signing, spoiled_drafts

Problems = list[tuple[str, str]]
SPOILED_ASIDE = "A second text of “{}” was changed outside Heard and cannot be opened. Put it away."
CHANGED = "Who can open this has changed."
_BESIDE = ("sure", "choice", "seen")
"""Kept beside the ticks, so that coming back to the page shows all of it as it was left."""


@bp.get("/record/<uuid:draft_id>/sign", defaults={"page": "sign"})
@policy(Policy.SIGNED_IN)
def sign(draft_id: UUID, page: str) -> ResponseReturnValue:
    """Check and sign."""
    draft = my_draft(draft_id)
    chosen = draft.pages.get(page, {})
    found = _check(draft, chosen)
    return _draw(draft, found, chosen, _problems(draft, found, chosen) if checked() else [])


@bp.post("/record/<uuid:draft_id>/sign", defaults={"page": "sign"})
@policy(Policy.SIGNED_IN)
def do_sign(draft_id: UUID, page: str) -> ResponseReturnValue:
    """Sign and save; pressed twice, it is the same record."""
    form = submitted()
    chosen = keep(BY_NAME[page], form) | {name: form[name] for name in _BESIDE if name in form}
    drafts.save(g.desk, draft_id, page, chosen, 0)
    try:
        concern_id = _sign(draft_id, chosen)
    except StaleError:  # another tab kept a page in this very moment: its words are signed too
        concern_id = _sign(draft_id, chosen)
    if concern_id is None:
        return redirect(url_for("recording.sign", draft_id=draft_id, check=1), 303)
    drafts.tidy(g.desk, draft_id)
    return redirect(signed_url(concern_id), 303)


def _sign(draft_id: UUID, chosen: Raw) -> UUID | None:
    """Read the draft and sign what was read; None where the page has something to say first."""
    draft = my_draft(draft_id)
    found = _check(draft, chosen)
    if _problems(draft, found, chosen):
        return None
    what = signing.ToSign(
        draft_id,
        found.whole.parts,
        _ticked(chosen),
        _choice(chosen),
        draft.touched_at,
        found.beside,
    )
    try:
        return signing.sign(g.desk, what)
    except InvalidError:  # somebody left or came in this very moment: the page says so
        return None


def _check(draft: drafts.Draft, chosen: Raw) -> Check:
    texts = drafts.all_asides(g.desk, draft)
    return check(g.desk, draft.pages, today(), _ticked(chosen), texts)


def _ticked(chosen: Raw) -> frozenset[UUID]:
    return frozenset(one for text in chosen.get("not_for", []) if (one := uuid_of(text)))


def _choice(chosen: Raw) -> Recipients | None:
    text = one(chosen, "choice")
    return Recipients(text) if text in set(Recipients) else None


def _problems(draft: drafts.Draft, found: Check, chosen: Raw) -> Problems:
    problems = [(_where(draft, missing), missing.text) for missing in found.to_mend]
    problems += [
        (_where(draft, Missing(name, "", "")), SPOILED_ASIDE.format(BY_NAME[name].title))
        for name in spoiled_drafts.spoiled_asides(g.desk, draft)
    ]
    problems += _about_people(found, chosen)
    choice, kinds = _choice(chosen), {route.kind for route in found.routes}
    changed = "" if problems or found.seen == one(chosen, "seen") else CHANGED
    if len(kinds) > 1 and choice not in kinds:
        problems.append(("choice", f"{changed} Choose who may open it.".strip()))
    elif changed:
        problems.append(("who", f"{changed} Read the names, then press again."))
    return problems


def _two_texts(draft: drafts.Draft, found: Check) -> Problems:
    """Each page whose other text will be signed beside it, unless its writer chooses first."""
    names = dict.fromkeys(one.page for one in found.beside if not one.problems)
    return [
        (url_for("recording.page", draft_id=draft.id, page=name), BY_NAME[name].title)
        for name in names
    ]


def _about_people(found: Check, chosen: Raw) -> Problems:
    ticked, sure = _ticked(chosen), chosen.get("sure", [])
    fault = _fault_of(ticked, found, nobody=NONE in chosen.get("not_for", []))
    return ([("not_for", fault)] if fault else []) + [
        (
            f"sure-{member.id}",
            f"You wrote the name {member.name}. Tick them, or tick that it is not about them.",
        )
        for member in found.named
        if member.id not in ticked and str(member.id) not in sure
    ]


def _fault_of(ticked: frozenset[UUID], found: Check, *, nobody: bool) -> str:
    if not ticked and not nobody:
        return "Is it about one of these people? Tick them, or tick “None of these”."
    if ticked and nobody:
        return "You ticked people and “None of these”. Untick one or the other."
    if not ticked <= {member.id for member in found.people}:
        return "The people who can open records have changed. Tick again."
    return ""


def _where(draft: drafts.Draft, missing: Missing) -> str:
    page = url_for("recording.page", draft_id=draft.id, page=missing.page)
    return f"{page}#{missing.control}" if missing.control else page


def _draw(
    draft: drafts.Draft, found: Check, chosen: Raw, problems: Problems
) -> ResponseReturnValue:
    area, words = home_area(draft.pages), pack_words.said(g.org, g.desk.clock())
    everybody = draft.pages.get(of_trust.PAGE, {})
    return render_template(
        "recording/sign.html",
        draft=draft,
        check=found,
        written=read_over(draft.pages, found.whole.children, g.org.pack),
        problems=problems,
        two_texts=_two_texts(draft, found),
        kept=late_pages(draft),
        chosen=set(chosen.get("not_for", [])),
        sure=set(chosen.get("sure", [])),
        choice=one(chosen, "choice"),
        NONE=NONE,
        lados=numbers.lados(org_to_ring(), g.desk.clock(), area),
        said=words,
        old=words.old_beside(["sign-not_for"], "support"),
        about_staff=about_team(draft.pages.get("now", {})) or of_trust.typed_in(everybody),
        somebody_else=found.whole.value("account", "account_by") == "somebody_else",
        where=lambda missing: _where(draft, missing),
        done=settled.steps_done(draft, today(), g.org.pack),
    )
