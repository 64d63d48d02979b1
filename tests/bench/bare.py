"""The bare reference: what one would write in an afternoon. Every figure is a ratio to this.

Flask, one question drawn by govuk-frontend-jinja's own macros, WTForms with CSRF, AES-GCM, an
insert into SQLite (WAL, synchronous FULL) and a redirect. No accounts, no policy, no log, no
versions, no numbers to ring. Served by the same web server with the same workers and threads.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
import threading
from datetime import timedelta
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from flask import Flask, current_app, redirect, render_template, request, session
from jinja2 import ChoiceLoader, DictLoader, PackageLoader, PrefixLoader
from wtforms import Form, TextAreaField
from wtforms.csrf.session import SessionCSRF
from wtforms.validators import InputRequired

PRAGMAS = ("journal_mode = WAL", "synchronous = FULL", "busy_timeout = 5000")
PAGE = """
{% extends "govuk_frontend_jinja/template.html" %}
{% from "govuk_frontend_jinja/components/textarea/macro.html" import govukTextarea %}
{% from "govuk_frontend_jinja/components/button/macro.html" import govukButton %}
{% block pageTitle %}What happened?{% endblock %}
{% block govukHeader %}{{ govukHeader({}) }}{% endblock %}
{% block govukFooter %}{{ govukFooter({}) }}{% endblock %}
{% block content %}
<h1 class="govuk-heading-l">What happened?</h1>
<form method="post" novalidate>{{ form.csrf_token }}
{{ govukTextarea({"id": "words", "name": "words", "value": form.words.data or "", "rows": 6,
   "label": {"text": "What the child said, in their words", "classes": "govuk-label--m"},
   "hint": {"text": "It is kept exactly as you write it."},
   "errorMessage": {"text": form.words.errors[0]} if form.words.errors else none}) }}
{{ govukButton({"text": "Continue"}) }}
</form>
{% endblock %}
"""


def create(folder: str = "") -> Flask:
    """The reference app on a database of its own in `folder` (or BARE in the environment)."""
    path = Path(folder or os.environ["BARE"]) / "bare.sqlite3"
    app = Flask("bare")
    app.secret_key = hashlib.sha256(str(path).encode()).digest()  # the same in every worker
    app.jinja_loader = ChoiceLoader(
        [
            DictLoader({"question.html": PAGE}),
            PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")}),
        ]
    )
    connection, cipher = Connections(path), AESGCM(AESGCM.generate_key(256))

    @app.get("/question")
    def question():
        return render_template("question.html", form=Answer())

    @app.post("/question")
    def answer():
        form = Answer(request.form)
        if not form.validate():
            return render_template("question.html", form=form), 422
        insert(connection.mine(), cipher, form.words.data.encode())
        return redirect("/question", 303)

    return app


class Answer(Form):
    """The one question, its CSRF token kept in Flask's session."""

    class Meta:
        csrf = True
        csrf_class = SessionCSRF
        csrf_time_limit = timedelta(hours=1)

        @property
        def csrf_secret(self):
            return current_app.secret_key

        @property
        def csrf_context(self):
            return session

    words = TextAreaField(validators=[InputRequired()])


def insert(connection: sqlite3.Connection, cipher: AESGCM, plain: bytes) -> None:
    """One sealed row, committed."""
    nonce = os.urandom(12)
    sealed = nonce + cipher.encrypt(nonce, plain, b"answer")
    connection.execute("INSERT INTO answer (sealed) VALUES (?)", (sealed,))
    connection.commit()


class Connections:
    """A connection a thread."""

    def __init__(self, path: Path) -> None:
        self._path, self._here = path, threading.local()
        self.mine().execute("CREATE TABLE IF NOT EXISTS answer (id INTEGER PRIMARY KEY, sealed)")
        self.mine().commit()

    def mine(self) -> sqlite3.Connection:
        """This thread's connection, opened at the first call."""
        if not hasattr(self._here, "connection"):
            self._here.connection = sqlite3.connect(self._path)
            for pragma in PRAGMAS:
                self._here.connection.execute(f"PRAGMA {pragma}")
        return self._here.connection
