"""No form is lost that is sent when its session has ended: it is kept, offered again or given back.

The list below is written by hand. A new form is offered again without a line of its own. One that
holds a passphrase, or nothing that anyone typed, is named here and declares
`@never_offered_after_sign_in`. Pages of a record and of training have tests of their own: they keep
late text, or give it back.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from flask import Flask
from wtforms import BooleanField, HiddenField, PasswordField, SelectField

from app.access.base_form import BaseForm
from app.access.policy import Policy
from app.access.submitted_form import SECRET_FIELDS, SENT_FIELDS
from tests.policy.security.test_route_roles import ENDS, doors
from tests.support.club.world import World
from tests.web.expired_sign_ins import end_sign_ins

NEVER_CARRIED = {
    "holds a passphrase": {"accounts.change_passphrase", "accounts.step_up"},
    "holds groups of a new sheet, which went with the session": {"accounts.activate_new_sheet"},
    "holds the whole recovery sheet": {"accounts.check_sheet"},
    "holds nothing that anyone typed": {
        "accounts.stay",
        "accounts.dismiss_notice",
        "accounts.turn_page",
        "accounts.forget_shown_card",
        "accounts.forget_shown_step_codes",
        "accounts.forget_shown_invite_codes",
        "setup.forget_shown_setup_codes",
    },
}
WORDS = "a shop answers"
TEMPLATES = Path(__file__).resolve().parents[3] / "app/templates"
BOXES = (
    re.compile(r"""\btext\(\s*'([\w-]+)'"""),
    re.compile(r"""<textarea\b[^>]*?\bname="([\w-]+)\""""),
    re.compile(r"""<input\b(?![^>]*type="(?!text|search|tel|email))[^>]*?\bname="([\w-]+)\""""),
)
"""Boxes for typed text: by the macro of short forms, or as they are."""
NEVER_SHOWN_AGAIN = {
    "a way in, or part of one": {
        *("CardForm.card", "CodeForm.code", "JoinForm.code", "SetupCodeForm.code"),
        *("PassphraseForm.card_group", "ActingLeadForm.sheet", "SeniorAccessForm.sheet"),
        *("SheetForm.sheet", "OlderSheetForm.older"),
        *("SignInStepForm.code", "SignInStepForm.recovery", "TurnOffForm.current"),
        *("ProveCodeForm.code", "ProveCodeForm.current", "ProofForm.current"),
        *("AddPasskeyForm.current", "RemovePasskeyForm.current"),
    },
    "words that only one person can say": {
        *("ActingLeadForm.first", "ActingLeadForm.second"),
        *("ConfirmationForm.first", "ConfirmationForm.second"),
        *("RolesForm.first", "RolesForm.second"),
        *("WordsForm.first", "WordsForm.second"),
    },
    "signs nothing and changes nothing": {"CheckForm.code", "review/list_parts.html.words"},
}
"""Boxes under a name of SECRET_FIELDS, and why no one is to see again what they typed there."""
HIDDEN = re.compile(r"""<input\b(?=[^>]*?type=\s*"hidden")[^>]*?name="([a-z_]+)""")
SHOWN_IF_HIDDEN = {
    "is an id, left out by its shape": {
        *("member", "request", "child", "file", "link", "concern", "draft", "lead", "who"),
        *("instead_of", "part"),
    },
    "is of a record or of training, where the page has its own labels": {
        *("form", "same", "number", "digest"),
    },
    "is chosen or typed in another form": {
        "kind",
        "key",
        "danger",
        "task",
        "first_day",
        "last_day",
        "nearest",
    },
    "is left out before": {"csrf_token"},
    "is on pages for anyone, or with a passphrase, whose forms are not given back": {
        *("ticket", "unlocks"),
    },
}
"""Hidden fields that are in neither list, and why no one reads them under "What you typed"."""


def test_every_form_that_comes_late_is_kept_or_offered_or_given_back(world: World):
    browser = world.client("jo")
    token = browser.csrf("/help")
    end_sign_ins(world, "jo")
    views, lost = world.app.view_functions, set()
    for door in doors(world.app):
        is_open = views[door.endpoint].policy is Policy.ANYONE
        if door.method != "POST" or is_open or door.endpoint in ENDS:
            continue
        answer = browser.post(door.path, data={"csrf_token": token, "said": WORDS})
        assert answer.status_code == 401, door
        offered = 'value="late.' in answer.text
        keeps = getattr(views[door.endpoint], "late_text", None) is not None
        gives_back = keeps or door.endpoint.startswith("recording.")
        if not offered and not gives_back:
            lost.add(door.endpoint)
    assert lost == set().union(*NEVER_CARRIED.values())


def list_boxes() -> Iterator[tuple[str, str]]:
    """Yield the form or the template of each box for typed text, and the name of the box."""
    for path in sorted(TEMPLATES.rglob("*.html")):
        text = path.read_text(encoding="utf-8")
        for box in BOXES:
            yield from ((str(path.relative_to(TEMPLATES)), name) for name in box.findall(text))
    forms = [BaseForm]
    for form in forms:
        forms += form.__subclasses__()
        for name, field in ((name, getattr(form, name)) for name in dir(form)):
            kind = getattr(field, "field_class", None)
            others = (BooleanField, HiddenField, PasswordField, SelectField)
            if isinstance(kind, type) and not issubclass(kind, others):
                yield form.__name__, field.kwargs.get("name", name)


def test_what_someone_typed_is_shown_before_they_sign_it_after_a_sign_in(app: Flask):
    """A box under a name of SECRET_FIELDS would be left out: its writer would sign it unseen."""
    assert app.url_map, "every form was imported"
    found = {f"{place}.{name}" for place, name in list_boxes() if name in SECRET_FIELDS}
    assert found == set().union(*NEVER_SHOWN_AGAIN.values())


def test_no_hidden_field_is_shown_as_typed(app: Flask):
    assert app.url_map, "every form was imported"
    templates = [path.read_text(encoding="utf-8") for path in TEMPLATES.rglob("*.html")]
    found = {name for text in templates for name in HIDDEN.findall(text)}
    forms = [BaseForm]
    for form in forms:
        forms += form.__subclasses__()
        fields = {name: getattr(form, name) for name in dir(form)}
        found |= {
            field.name or name
            for name, field in fields.items()
            if getattr(field, "field_class", None) is HiddenField
        }
    left = found - SECRET_FIELDS - SENT_FIELDS
    assert left == set().union(*SHOWN_IF_HIDDEN.values())


def test_no_box_for_typed_text_has_a_name_of_what_a_page_sends(app: Flask):
    assert app.url_map, "every form was imported"
    assert {f"{place}.{name}" for place, name in list_boxes() if name in SENT_FIELDS} == set()
