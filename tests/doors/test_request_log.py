"""Where the line of a request goes."""

import json
import stat

import pytest
from flask import Flask, g

from service.doors import request_log
from tests.api_newsroom import newsroom


@pytest.fixture
def asked():
    """Log one request."""

    def log(route="/claims"):
        with Flask("asked").test_request_context(route):
            g.request_id = "req_1"
            request_log.write(route=route, status=200, seconds=0.0125)

    return log


def test_a_request_is_a_line_on_stderr(asked, monkeypatch, capsys):
    monkeypatch.delenv(request_log.FILE_SETTING, raising=False)

    asked()

    line = json.loads(capsys.readouterr().err)
    assert (line["route"], line["status"], line["milliseconds"]) == ("/claims", 200, 12.5)


def test_requests_go_to_a_private_file_where_one_is_named(asked, monkeypatch, capsys, tmp_path):
    path = tmp_path / "requests.log"
    monkeypatch.setenv(request_log.FILE_SETTING, str(path))

    asked("/claims")
    asked("/due")

    assert [json.loads(line)["route"] for line in path.read_text().splitlines()] == ["/claims", "/due"]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert capsys.readouterr().err == ""


def test_a_log_that_cannot_be_written_stops_no_request(asked, monkeypatch, tmp_path):
    monkeypatch.setenv(request_log.FILE_SETTING, str(tmp_path / "gone" / "requests.log"))

    asked()

    assert not (tmp_path / "gone").exists()


def test_of_what_people_type_and_send_only_the_route_is_logged(engine, clock, tmp_path, monkeypatch, capsys):
    monkeypatch.delenv(request_log.FILE_SETTING, raising=False)
    client = newsroom(engine, clock, tmp_path).app.test_client()
    paths = ("/sign-in/" + "hush" * 10, "/claims?q=hush%0a%1b[31m", "/no/hush%0aline", "/answer/hush")
    capsys.readouterr()

    for path in paths:
        client.get(path, headers={"User-Agent": "hush \x1b[31m" + "x" * 100_000})

    written = capsys.readouterr().err
    assert [json.loads(line)["event"] for line in written.splitlines()] == ["request"] * len(paths)
    assert "hush" not in written
    assert max(map(len, written.splitlines())) < 500
