"""A request for a host that is not ours is refused; proxies are believed as far as the settings say."""

from dataclasses import replace
from pathlib import Path

import pytest
from flask import request

from service.doors.app import create_app, own_hosts
from service.settings import Settings
from tests.api_newsroom import newsroom


@pytest.fixture
def wiring(engine, clock, tmp_path):
    """The wiring of a newsroom at https://desk.example.org that two names lead to."""
    made = newsroom(engine, clock, tmp_path).wiring
    settings = replace(
        made.settings, base_url="https://desk.example.org", trusted_hosts=("web", ".desk.example.net")
    )
    return replace(made, settings=settings)


@pytest.mark.engines("sqlite")
@pytest.mark.parametrize(
    "host",
    [
        "desk.example.org",
        "desk.example.org:8443",
        "127.0.0.1:8000",
        "localhost",
        "web:8000",
        "a.desk.example.net",
    ],
)
def test_our_own_names_are_answered(wiring, host):
    assert create_app(wiring).test_client().get("/healthz", headers={"Host": host}).status_code == 200


@pytest.mark.engines("sqlite")
@pytest.mark.parametrize(
    "host",
    ["evil.example", "desk.example.org.evil.example", "evil.example:80", "127.0.0.1.evil.example", "a b", ""],
)
def test_another_host_is_refused_on_every_path(wiring, host):
    client = create_app(wiring).test_client()

    problem = client.get("/api/v1/claims", headers={"Host": host})
    page = client.get("/sign-in", headers={"Host": host})

    assert (problem.status_code, problem.get_json()["code"]) == (400, "unknown_host")
    assert page.status_code == 400
    assert "does not answer under that host name" in page.text
    assert "evil" not in page.text + problem.text


@pytest.mark.engines("sqlite")
def test_what_a_proxy_says_of_the_host_is_not_believed(wiring):
    response = (
        create_app(wiring)
        .test_client()
        .get("/sign-in", headers={"Host": "desk.example.org", "X-Forwarded-Host": "evil.example"})
    )

    assert response.status_code == 200
    assert "evil" not in response.text


@pytest.mark.engines("sqlite")
@pytest.mark.parametrize(
    ("hops", "forwarded", "address"),
    [
        (0, "203.0.113.9", "127.0.0.1"),
        (1, "203.0.113.9", "203.0.113.9"),
        # Whoever asks may write the first ones; the last is what our own proxy heard.
        (1, "198.51.100.1, 203.0.113.9", "203.0.113.9"),
        (2, "198.51.100.1, 203.0.113.9, 192.0.2.7", "203.0.113.9"),
        (1, "", "127.0.0.1"),
    ],
)
def test_the_true_address_is_what_our_own_proxies_heard(wiring, hops, forwarded, address):
    app = create_app(replace(wiring, settings=replace(wiring.settings, proxy_hops=hops)))
    app.add_url_rule("/address", "address", lambda: str(request.remote_addr))

    response = app.test_client().get(
        "/address", headers={"Host": "desk.example.org", "X-Forwarded-For": forwarded}
    )

    assert response.text == address


def test_an_address_of_the_sixth_version_is_a_name_of_ours():
    settings = Settings(data_dir=Path(), database_url="", base_url="https://[2001:db8::1]:8443")

    assert own_hosts(settings)[0] == "[2001:db8::1]"
