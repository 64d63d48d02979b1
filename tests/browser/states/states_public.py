"""Pages for everybody, signed out and in; and the problem page."""

from __future__ import annotations

from tests.browser.page_inspection import Stage, shows
from tests.support.disclosures import load
from tests.support.web.record_client import signed

PAGES = {
    "public.home": "/",
    "public.with_a_child": "/with-a-child",
    "public.blank_form": "/blank-form",
    "public.numbers": "/numbers",
    "public.help": "/help",
    "public.support": "/support",
    "public.phone_script": "/phone-script",
}
LONG = 3 * 1024 * 1024


def both(stage: Stage) -> None:
    signed(stage.club.world, load("single_sentence"))
    for route, path in PAGES.items():
        stage.visit(route, "empty", "", path)
        stage.visit(route, "full", "jo", path)
    stage.visit("public.home", "full", "tess", "/", "nothing waits")
    stage.visit("public.numbers", "full", "sam", "/numbers?area=doncaster", "other area")


for each in PAGES:
    shows(each, "empty", "full")(both)


@shows("problem", "errors", "expired")
def problems(stage: Stage) -> None:
    stage.visit("problem", "errors", "", "/nowhere", "404")
    stage.visit("problem", "errors", "sam", "/members", "403")
    page = stage.tab("sam")
    for path, label in (("/healthz", "405"), ("/record/new", "400")):
        page.goto(f"{stage.club.server.url}/help")
        script = f"() => {{ const f = document.forms[0]; f.action = '{path}'; "
        script += "f.elements.csrf_token.value += 'x'; f.submit(); }"
        with page.expect_navigation() as leading:
            page.evaluate(script)
        stage.judge("problem", "errors", page, leading.value, label)
    page = stage.tab("pat")
    page.goto(f"{stage.club.server.url}/account/details")
    page.context.clear_cookies(name=f"heard-sign-in-{stage.club.server.port}")
    answer = stage.send(page, "/account/details", {"name": "Pat"})
    stage.judge("problem", "expired", page, answer)


@shows("problem", "disk_full")
@shows("recording.submit", "disk_full")
def no_room(stage: Stage) -> None:
    concern_id, page = signed(stage.club.world, load("single_sentence")), stage.tab("jo")
    page.goto(f"{stage.club.server.url}/record/new")
    stage.send(page, "/record/new", {}, "Continue")
    with stage.club.no_room():
        answer = stage.send(page, "/where", {"where_now": "In the kitchen\u2009with Pat"})
        assert answer.status == 507
        stage.judge("recording.submit", "disk_full", page, answer)
        answer = page.goto(f"{stage.club.server.url}/concerns/{concern_id}")
        assert answer.status == 507  # a look that cannot be logged is no look
        stage.judge("problem", "disk_full", page, answer)
    assert page.reload().status == 200
    stage.forgive("status of 507")
