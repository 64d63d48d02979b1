"""Assemble the app. Each step is one line; the detail lives where it belongs."""

from urllib.parse import urlsplit

from flask import Flask
from sqlalchemy.exc import DBAPIError
from werkzeug.middleware.proxy_fix import ProxyFix

from app import (
    accounts,
    cli,
    error_pages,
    learning,
    navigation,
    oversight,
    public,
    recording,
    referrals,
    review,
    setup,
)
from app.access import (
    app_state,
    compression,
    csrf,
    policy,
    post_answers,
    request_auth,
    response_headers,
    step_up_gate,
    template_context,
)
from app.access.second_step import step_gate
from app.database import attach_engine_listeners, bound_waits, engine_options
from app.domain.record.text_limits import MAX_PAGE_CHARACTERS
from app.extensions import db
from app.operation import monitor_hosts, request_lines
from config import Config
from content.maintenance import pack_health

JOURNEYS = (public, setup, accounts, recording, review, referrals, oversight, learning)
LARGEST_POST = 13 * MAX_PAGE_CHARACTERS  # each as a form spells it at worst, %F0%9F%91%A9


def assemble_app(config: Config) -> Flask:
    """Return the WSGI application for these settings."""
    pack_health.check_base_pack()  # it is under every page: a fault there stops the start
    app = Flask("app")
    _configure(app, config)
    _connect(app)
    app_state.init_app(app, config)
    app_state.release_version_lock_on_dispose(app)
    app_state.mark_damage_when_met(app)
    request_lines.init_app(app)
    template_context.init_app(app)
    request_auth.init_app(app)
    csrf.init_app(app)
    policy.init_app(app)
    step_gate.init_app(app)
    post_answers.register_redisplay_before_request(app)
    step_up_gate.init_app(app)
    response_headers.init_app(app, secure=config.secure)
    compression.init_app(app)
    post_answers.register_redirect_after_request(app)
    error_pages.init_app(app)
    navigation.init_app(app)
    for journey in JOURNEYS:
        app.register_blueprint(journey.bp)
    cli.init_app(app)
    for fault in pack_health.list_all_faults():
        app.logger.error("A content pack is wrong. %s", fault)
    return app


def _configure(app: Flask, config: Config) -> None:
    app.config.update(
        TRUSTED_HOSTS=list(config.trusted_hosts),
        MAX_CONTENT_LENGTH=LARGEST_POST,
        MAX_FORM_MEMORY_SIZE=LARGEST_POST,
        SQLALCHEMY_DATABASE_URI=config.database_url,
        SQLALCHEMY_ENGINE_OPTIONS=engine_options(config.database_url),
        TESTING=config.testing,
        PROPAGATE_EXCEPTIONS=False,
    )
    host = urlsplit(config.base_url).netloc
    app.wsgi_app = monitor_hosts.wrap_app_for_monitors(app.wsgi_app, host)  # type: ignore[method-assign,assignment]  # Flask's documented way to add middleware
    if config.trusted_proxies:
        count = config.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count, x_host=count)  # type: ignore[method-assign]  # Flask's documented way to add middleware


def _connect(app: Flask) -> None:
    db.init_app(app)
    with app.app_context():
        attach_engine_listeners(db.engine)
        bound_waits(db.engine)
    app.teardown_appcontext(_end_session)


def _end_session(_error: BaseException | None) -> None:
    """End the session of a request. Its answer is made, even if the database went away since."""
    try:
        db.session.remove()
    except DBAPIError:
        db.session.registry.clear()  # the pool closes a connection that was lost
        app_state.get_app_state().gate.doubt()  # the next page looks before it waits for the same
