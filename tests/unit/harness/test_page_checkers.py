"""The checkers must be able to fail: each is shown a fault here, once, and must find it."""

from __future__ import annotations

import smtplib
from email.message import EmailMessage

import psycopg
import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import IntegrityError

from tests.support.axe import violations
from tests.support.machine.browser import scrolls_sideways
from tests.support.machine.tap_targets import too_small
from tests.support.vnu import collect_pages

GOOD = (
    '<!doctype html><html lang="en-GB"><head><title>A page</title></head>'
    "<body><main><h1>A page</h1><p>Words.</p></main></body></html>"
)


@pytest.mark.browser
def test_axe_passes_a_good_page_and_finds_a_picture_without_words(tabs):
    page = tabs(320)
    page.set_content(GOOD)
    assert violations(page) == []
    page.set_content(GOOD.replace("Words.", '<img src="data:,">'))
    assert any(line.startswith("image-alt") for line in violations(page))


@pytest.mark.browser
def test_a_page_wider_than_a_telephone_is_noticed(tabs):
    page = tabs(320, script=False)
    page.set_content(GOOD)
    assert not scrolls_sideways(page)
    page.set_content(GOOD.replace("<p>", '<p style="width:500px">'))
    assert scrolls_sideways(page)


@pytest.mark.browser
def test_a_script_that_throws_is_noticed(tabs):
    page = tabs()
    page.set_content(GOOD + "<script>undefined.word</script>")
    assert len(tabs.problems) == 1
    tabs.problems.clear()


def test_vnu_passes_a_good_page_and_names_the_bad_one(html_findings):
    assert html_findings({"good": GOOD}) == []
    bad = GOOD.replace("<p>", "<div required>")
    assert any(line.startswith("bad:") for line in html_findings({"good": GOOD, "bad": bad}))


def test_a_bad_page_among_those_of_many_tests_fails_the_end_of_the_run(html_findings):
    collecting = collect_pages(html_findings)
    add = next(collecting)
    bad = GOOD.replace("<p>", "<div required>")
    add("first", {f"good {number}": GOOD for number in range(30)})
    add("second", {"good 1": GOOD, "late": bad})
    with pytest.raises(AssertionError, match="second: late:1") as failed:
        next(collecting)
    assert "good" not in str(failed.value)


def test_a_page_is_not_lost_to_another_of_the_same_name():
    add = next(collect_pages(lambda pages: []))
    add("one", {"page": GOOD})
    with pytest.raises(AssertionError, match="two are page"):
        add("one", {"page": GOOD.replace("Words", "Others")})


def test_the_mail_server_keeps_what_it_was_given(mailbox):
    mail = EmailMessage()
    mail["Subject"] = "Something is waiting"
    with smtplib.SMTP(mailbox.url.removeprefix("smtp://")) as client:
        client.send_message(mail, "heard@example.org", ["lead@example.org"])
    assert [each.recipients for each in mailbox.mails] == [["lead@example.org"]]
    assert mailbox.mails[0].message["Subject"] == "Something is waiting"


def test_a_mail_server_can_be_made_to_refuse(mailbox):
    mailbox.refuse = "451 try later"
    client = smtplib.SMTP(mailbox.url.removeprefix("smtp://"))
    with client, pytest.raises(smtplib.SMTPDataError):
        client.sendmail("a@example.org", ["b@example.org"], "Subject: x\n\n")
    assert mailbox.mails == []


def test_each_test_gets_a_database_of_its_own(engine, sqlite_url, postgresql_url):
    other = create_engine(sqlite_url if engine.dialect.name == "postgresql" else postgresql_url)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE mine (id integer)"))
    with other.begin() as connection:
        connection.execute(text("CREATE TABLE mine (id integer)"))
    other.dispose()


def test_both_databases_enforce_foreign_keys(engine):
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE one (id integer PRIMARY KEY)"))
        connection.execute(text("CREATE TABLE two (one integer REFERENCES one (id))"))
    with pytest.raises(IntegrityError), engine.begin() as connection:
        connection.execute(text("INSERT INTO two VALUES (7)"))


def test_postgresql_is_a_real_server(cluster):
    with psycopg.connect(host=str(cluster.folder), user="heard", dbname="postgres") as connection:
        (version,) = connection.execute("SHOW server_version_num").fetchone()
    assert int(version) >= 150000


@pytest.mark.browser
def test_too_small_to_tap_is_noticed_but_not_a_link_in_a_sentence(tabs):
    page = tabs(320)
    page.set_content(GOOD.replace("Words.", 'Words <a href="/x">of a sentence</a>.'))
    assert too_small(page) == []
    small = '<a href="/x">alone</a></p><p><button style="width:60px;height:43px">go</button>'
    page.set_content(GOOD.replace("Words.", small + '<input type="radio">'))
    assert [line.split(" ")[0] for line in too_small(page)] == ["a", "button", "input"]
    hidden = "<style>a, input { display: none } button { min-height: 44px }</style>"
    page.set_content(GOOD.replace("Words.", hidden + small + '<input type="radio">'))
    assert too_small(page) == []
