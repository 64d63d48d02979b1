"""No name that a row alone says is shown, signed, printed or sent: `shown_names.py` judges it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.support.parsed_source import parse_source

APP = Path(__file__).resolve().parents[3] / "app"
SERVICES = "services/members"
READS_ROWS = {
    f"{SERVICES}/shown_names.py": "judges names by the log",
    f"{SERVICES}/similar_names.py": "compares names, and shows what shown_names says",
    f"{SERVICES}/member_lists.py": "has member_lookup judge each",
    "services/notices/notice_names.py": "shows what confirmed_names says, or “not confirmed yet”",
    f"{SERVICES}/unverified_key_holders.py": "is shown as someone whom Heard cannot check",
    "services/training/offered_people.py": "leaves out rows without a name",
    "migrations/versions/0008_find_members.py": "copies it to another column",
}
"""Modules that may name the column, and why."""
OWN_NAME = {
    f"{SERVICES}/own_account.py": "keeps a passphrase from holding it, and compares a new name",
    f"{SERVICES}/shown_names.py": "marks it where a row was changed",
    "services/practice/practice_referrals.py": "is on a practice paper, which only its writer has",
}
"""Modules that may use the name of the signed-in member as their row has it, and why."""
PEOPLE = ("row", "member", "colleague", "person", "user", "view", "invited", "lead")
"""Names in code and templates for a member whom they look at: a row, or a view made of one."""
OF_A_ROW = {
    "services/integrity/key_checks.py": "compares it, and names ids only",
    "services/auth/sessions.py": "is one's own, for one's own session: see OWN_NAME",
    "services/confirmation/certification.py": "is compared with what the page showed, then signed",
    "services/confirmation/acting_lead.py": "is compared with what the page showed, then signed",
    "services/confirmation/lead_approvals.py": "is compared with what the page showed, then signed",
    "services/confirmation/senior_approvals.py": "is compared with the page, and then signed",
    f"{SERVICES}/confirmed_names.py": "is written, and stands for one that no log could vouch for",
    f"{SERVICES}/own_account.py": "is written by its owner",
    "services/concerns/account_giver.py": "is compared, so that no one left out is asked",
    f"{SERVICES}/invites.py": "is of someone invited, next to the email that the log vouches for",
    f"{SERVICES}/joining.py": "is of someone who joins now, on their own screen",
    f"{SERVICES}/member_lookup.py": "is judged right after, or left out",
    f"{SERVICES}/member_page.py": "is shown as what the database says, and that it was changed",
    f"{SERVICES}/shown_names.py": "judges names by the log",
    f"{SERVICES}/unverified_key_holders.py": "is shown as someone whom Heard cannot check",
    "models/member.py": "is folded for searches",
    "services/contact_trust/vouched_leads.py": "is marked, where the log has no name",
    "services/notices/notice_names.py": "is marked as not confirmed",
}
"""Modules that read the name of a row that they hold, and why."""
OF_A_VIEW = {
    "services/confirmation/lead_proposals.py": "of leads and seniors, or of a vouched proposal",
    "services/contacts/ruled_out.py": "of leads and seniors whose certificates verify",
    "recording/signing/sign_views.py": "of readers whose certificates verify",
    "recording/questions/lead_names.py": "of leads whose certificates verify",
    "setup/rota_views.py": "of leads to call, whom vouched_leads judged",
    "accounts/verification_views.py": "of load_shown_member, for what the page shows",
    "accounts/roles/role_views.py": "of load_shown_member, for what the page shows",
    "accounts/join_views.py": "of the invite of the one who joins, on their own screen",
}
"""Modules that read the name of a view that was judged before, and by what."""
OTHER_ROWS = {
    f"{SERVICES}/training_groups.py": "a group's",
    "services/jobs/failing_steps.py": "a step's",
    "services/organisations/organisation_lookup.py": "an organisation's",
    "services/organisations/organisation_settings.py": "an organisation's",
}
"""Modules whose rows are of something else."""
IN_TEMPLATES = {
    "recording/phone_script.html": "own",
    "accounts/account.html": "own, and says what the database has",
    "accounts/card_shown.html": "own",
    "accounts/second_step/codes.html": "own",
    "accounts/second_step/colleague.html": "of load_shown_member",
    "learning/answers.html": "own",
    "learning/confirm.html": "own",
    "accounts/join.html": "own",
    "accounts/member.html": "of member_page, which judges it",
    "accounts/acting.html": "of preview_acting_lead, marked where no lead confirmed it",
    "accounts/account_removal.html": "of member_page, which judges it",
    "accounts/lost_passphrase.html": "of member_page, which judges it",
    "accounts/account_stop.html": "of member_page, which judges it",
    "components/held_concerns.html": "of member_page, which judges it",
    "review/leaver_work.html": "of load_shown_member",
    "accounts/leaving_day.html": "of load_shown_member",
    "accounts/roles.html": "of load_shown_member",
    "accounts/confirm.html": "of load_shown_member",
    "components/similar_name.html": "of those two: what they joined as is what a lead has to check",
    "learning/send.html": "of members whose certificates verify",
}
"""Templates that show such a name: of the reader themself, or of what was judged."""


def list_uses(tree: ast.AST) -> Iterator[str]:
    """Yield "column", "own" or "row" for each use of a member's name as a row has it."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Attribute) or node.attr != "name":
            continue
        owner = ast.unparse(node.value)
        if owner in {"Member", "_MEMBER.c"}:
            yield "column"
        elif owner in {"uow.me", "self.uow.me", "uow.actor", "g.actor", "g.uow.me"}:
            yield "own"
        elif owner.rpartition(".")[2] in PEOPLE:
            yield "row"


def find_modules(kind: str, folder: str) -> set[str]:
    return {
        path.relative_to(APP).as_posix()
        for path in (APP / folder).rglob("*.py")
        if kind in list_uses(parse_source(path.read_text(encoding="utf-8")))
    }


def test_only_these_modules_read_the_column_of_names():
    assert find_modules("column", "") == READS_ROWS.keys(), (
        "show names by app/services/members/shown_names.py"
    )


def test_only_these_services_use_the_row_name_of_the_signed_in_member():
    assert find_modules("own", "services") == OWN_NAME.keys(), (
        "sign and print with load_own_signed_name"
    )


def test_only_these_modules_read_the_name_of_a_row_or_a_view():
    assert find_modules("row", "") == OF_A_ROW.keys() | OF_A_VIEW.keys() | OTHER_ROWS.keys(), (
        "show it by app/services/members/shown_names.py, or say here why not"
    )


def test_only_these_templates_show_the_name_of_a_member():
    use = re.compile(rf"\b(?:{'|'.join(PEOPLE)})\.name\b")
    folder = APP / "templates"
    found = {
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*.html")
        if use.search(path.read_text(encoding="utf-8"))
    }
    assert found == IN_TEMPLATES.keys(), "show full_name or marked_name, or say here why not"


def test_a_use_in_a_query_is_seen():
    assert list(list_uses(parse_source("select(Member.name, Member.phone)"))) == ["column"]
    assert list(list_uses(parse_source("made_by=uow.me.name"))) == ["own"]
    assert list(list_uses(parse_source("title(found.view.name, row.name)"))) == ["row", "row"]
