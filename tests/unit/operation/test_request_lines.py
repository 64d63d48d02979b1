"""A line and a figure for each request: what it was by ids, and never a path or what was typed."""

from __future__ import annotations

import json
import logging
import os
import re
from dataclasses import replace

import pytest
from prometheus_client import CollectorRegistry, generate_latest, values
from prometheus_client.multiprocess import MultiProcessCollector
from sqlalchemy import select

from app.access.app_state import AppState
from app.models.concern import Concern
from app.operation import metric_counters, metrics_page
from app.operation.log_lines import LineFormatter, configure_logging
from tests.support.club.office import Office

pytestmark = pytest.mark.parametrize(
    "world", [pytest.param("sqlite", marks=pytest.mark.sqlite)], indirect=True
)


@pytest.fixture
def restored_loggers():
    names = ("heard", "app")
    before = [(logging.getLogger(name), logging.getLogger(name).__dict__.copy()) for name in names]
    yield
    for logger, state in before:
        logger.__dict__.update(state)


def ask_for_lines(app) -> None:
    here: AppState = app.extensions["heard"]
    app.extensions["heard"] = replace(here, config=replace(here.config, log_requests=True))


def test_a_line_has_ids_and_times_and_no_path(office: Office, capsys, restored_loggers):
    office.signed("sam")
    concern = office.session.scalars(select(Concern.id)).one()
    jo = office.world.client("jo")
    ask_for_lines(office.world.app)
    configure_logging("json")
    jo.get(f"/concerns/{concern}")
    jo.get("/kestrel?name=kestrel")
    said = capsys.readouterr().err
    first, second = map(json.loads, said.splitlines())
    assert re.fullmatch(r"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", first["time"])
    assert first["endpoint"].startswith("review.")
    assert (first["level"], first["status"], second["status"]) == ("INFO", 302, 404)
    assert first["organisation"] == str(office.org.id)
    assert second["endpoint"] == "none"
    assert first["request"] != second["request"]
    assert first["ms"] > 0
    assert str(concern) not in said
    assert "kestrel" not in said


def test_an_error_is_named_by_its_class_alone_in_one_line(office: Office):
    record = logging.LogRecord("heard", logging.ERROR, "x.py", 1, "failed\nhere", (), None)
    record.exc_info = (ValueError, ValueError("kestrel"), None)
    line = LineFormatter().format(record)
    assert line.endswith("Z ERROR failed here: ValueError")
    assert "kestrel" not in LineFormatter(is_json=True).format(record)


def test_metrics_add_up_and_name_no_one(office: Office, monkeypatch):
    office.signed("sam")
    metric_counters._load_instruments.cache_clear()
    # The library looks once, when it is loaded, whether processes share their files.
    monkeypatch.setattr(values, "ValueClass", values.MultiProcessValue())
    with metric_counters.open_metrics_folder(os.environ):
        folder = os.environ[metric_counters.FOLDER_NAME]
        jo = office.world.client("jo")
        jo.get("/kestrel")
        metric_counters.count_failed_step("send")
        metric_counters.set_load_metrics(3, 1)
        registry = CollectorRegistry()
        registry.register(metrics_page.DataCollector(office.world.app))
        MultiProcessCollector(registry)
        said = generate_latest(registry).decode()
        metric_counters.drop_process_metrics(os.getpid())
        later = generate_latest(registry).decode()
    metric_counters._load_instruments.cache_clear()
    assert not os.path.exists(folder)
    assert 'heard_requests_total{endpoint="none",status="4xx"} 1.0' in said
    assert 'heard_housekeeping_failures_total{step="send"} 1.0' in said
    assert "heard_open_connections 3.0" in said
    assert "heard_open_connections 3.0" not in later
    for name in ("ready 1.0", "organisations 1.0", "never_backed_up 1.0", "mails_failed 0.0"):
        assert f"heard_{name}" in said
    assert re.search(r"heard_log_lines [1-9]", said)
    assert re.search(r"heard_mails_waiting [1-9]", said)
    assert re.search(r"heard_data_disk_free_bytes \d", said)
    assert not [one for one in (str(office.org.id), "club.example", "kestrel") if one in said]
