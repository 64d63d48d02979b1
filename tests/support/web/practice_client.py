"""Practise a conversation through Flask's client, as a person without JavaScript does."""

from __future__ import annotations

from uuid import UUID

from app.services.practice import practice_runs
from tests.support.club.office import Office
from tests.support.web.checking_client import CheckingClient
from tests.support.web.html_forms import Form, form_to

BEFORE = "/learn/practice/game_and_pictures"


OPEN = "I am here and I am listening to you."
LEADING = "Did he hurt you?"


def run_id(run: str) -> UUID:
    """The id in the path of a run."""
    return UUID(run.rpartition("/")[2])


def given(office: Office, run: str, who: str = "tess") -> list[tuple[str, str]]:
    """Replies, and words of one's own, that are kept of a conversation."""
    state = practice_runs.load_run(office.at(who), run_id(run)).state
    return [(one.reply.key, one.own) for one in state.chosen]


def begin(client: CheckingClient, path: str = BEFORE) -> str:
    """Begin a conversation; the path of its run."""
    answer = client.post(path, data=form_to(_text(client, path), path).sent())
    assert answer.status_code == 303
    run, _, at = answer.location.rpartition("/turn/")
    assert at == "0"
    return run


def turn(client: CheckingClient, run: str, at: int) -> Form:
    """The form of a turn that waits for a reply."""
    return form_to(_text(client, f"{run}/turn/{at}"), f"/turn/{at}")


def offered(client: CheckingClient, run: str, at: int) -> list[str]:
    """Keys of what may be said, in the order of the page, without one's own words."""
    return turn(client, run, at).controls["reply"].options[:-1]


def reply(client: CheckingClient, run: str, at: int, key: str) -> str:
    """Choose one reply and continue; where it led."""
    form = turn(client, run, at)
    form.set("reply", [key])
    answer = client.post(form.action, data=form.sent())
    assert answer.status_code == 303
    return answer.location


def write(client: CheckingClient, run: str, at: int, words: str) -> str:
    """Write words of one's own and continue; where it led."""
    form = turn(client, run, at)
    form.set("reply", ["own"])
    form.set("own", [words])
    answer = client.post(form.action, data=form.sent())
    assert answer.status_code == 303
    return answer.location


def say(
    client: CheckingClient, run: str, at: int, words: str, meant: str = "open", which: int = 0
) -> str:
    """Write words of one's own, say what was meant and which offer is closest; where it led."""
    where = write(client, run, at, words)
    assert where == f"{run}/turn/{at}/own"
    form = mean(client, where, meant)
    form.set("nearest", [form.controls["nearest"].options[which]])
    answer = client.post(form.action, data=form.sent(form.button("Say it")))
    assert answer.status_code == 303
    return answer.location


def mean(client: CheckingClient, where: str, meant: str = "open") -> Form:
    """Say what was meant by the words on their page; the form that asks which reply is closest."""
    form = form_to(_text(client, where), where)
    form.set("meant", [meant])
    answer = client.post(form.action, data=form.sent())
    assert answer.status_code == 303
    return form_to(_text(client, answer.location.partition("#")[0]), where)


def back(client: CheckingClient, run: str, at: int) -> str:
    """Try an earlier turn again; where it led."""
    form = form_to(_text(client, f"{run}/turn/{at}"), "/back")
    answer = client.post(form.action, data=form.sent())
    assert answer.status_code == 303
    return answer.location


def play(client: CheckingClient, run: str, which: int, at: int = 0) -> int:
    """Give the first (0) or the last (-1) reply of each turn to the end; how many were given."""
    while True:
        text = _text(client, f"{run}/turn/{at}")
        if "What do you say or do?" not in text:
            return at
        form = form_to(text, f"/turn/{at}")
        form.set("reply", [form.controls["reply"].options[:-1][which]])
        at += 1
        assert client.post(form.action, data=form.sent()).location == f"{run}/turn/{at}"


def play_to(client: CheckingClient, run: str, count: int) -> None:
    """Give the first reply of so many turns."""
    for at in range(count):
        reply(client, run, at, offered(client, run, at)[0])


def _text(client: CheckingClient, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, f"{path}: {answer.status_code}"
    return answer.get_data(as_text=True)
