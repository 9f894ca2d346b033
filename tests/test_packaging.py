"""Holds what is shipped to its promises: locks, containers, and nothing of the maker's own machine."""

import json
import os
import re
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from service.formats import problem

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ["run", "dev", "bench"]
# Kept out of the repository by .gitignore.
NOT_OURS = {".git", ".venv", "var", "build", "htmlcov", "__pycache__"}
CACHE = re.compile(r"^\.\w+_cache$|^\.hypothesis$|\.egg-info$")
BINARY = {".png", ".ico", ".woff2", ".gz", ".db", ".coverage"}


def lock(name: str) -> str:
    return (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")


def pins(text: str) -> dict[tuple[str, str], str]:
    """Return each pinned line with what belongs to it: (name, marker) to the whole entry."""
    entries = re.split(r"\n(?=\S)", re.sub(r"(?m)^\s*#.*\n?", "", text))
    found = {}
    for entry in filter(str.strip, entries):
        name, _, rest = entry.partition("==")
        marker = re.search(r";\s*([^\\\n]+)", entry)
        found[name, marker[1].strip() if marker else ""] = rest
    return found


def compose() -> dict[str, Any]:
    text = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    parsed: dict[str, Any] = yaml.safe_load(text)
    return parsed


def kept_files() -> list[Path]:
    """Return the files of the repository: those git keeps or would keep."""
    if (ROOT / ".git").exists():
        command = ["git", "-c", "safe.directory=*", "ls-files", "-z", "-co", "--exclude-standard"]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
        if done.returncode == 0:
            listed = (ROOT / name for name in done.stdout.split("\0") if name)
            return [path for path in listed if path.is_file()]
    found = []
    for folder, folders, names in os.walk(ROOT):
        folders[:] = [name for name in folders if name not in NOT_OURS and not CACHE.search(name)]
        found += [Path(folder, name) for name in names]
    return found


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_pins_every_package_by_version_and_hash(name):
    entries = pins(lock(name))

    assert entries
    assert [pin for pin, rest in entries.items() if not re.match(r"\d[\w.]*", rest)] == []
    assert [pin for pin, rest in entries.items() if "--hash=sha256:" not in rest] == []


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_names_no_host_and_no_place_to_fetch_from(name):
    text = lock(name)

    assert re.findall(r"\S*://\S*", text) == []
    assert re.findall(r"(?m)^\s*-(?!-hash=).*$", text) == []
    assert re.findall(r"(?m)^[\w.-]+\s*@.*$", text) == []


@pytest.mark.parametrize("name", ["dev", "bench"])
def test_tests_and_benchmarks_run_on_the_versions_that_are_shipped(name):
    shipped = {package: rest.split()[0] for (package, _), rest in pins(lock("run")).items()}
    other = {package: rest.split()[0] for (package, _), rest in pins(lock(name)).items()}
    shared = shipped.keys() & other.keys()

    assert shared
    assert {package: other[package] for package in shared} == {
        package: shipped[package] for package in shared
    }


@pytest.mark.parametrize("name", LOCKS)
def test_everything_asked_for_is_locked(name):
    asked = (ROOT / "requirements" / f"{name}.in").read_text(encoding="utf-8")
    names = {word.lower() for word in re.findall(r"(?m)^([A-Za-z][\w.-]*)", asked)}

    assert names
    assert names - {package for package, _ in pins(lock(name))} == set()


def test_the_command_and_the_distribution_are_called_hearsay():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

    assert project["name"] == "hearsay"
    assert project["scripts"] == {"hearsay": "service.doors.cli:main"}


def test_compose_brings_up_a_desk():
    services = compose()["services"]

    assert {"postgres", "web", "scheduler", "proxy", "mailpit"} <= services.keys()
    assert services["migrate"]["command"] == ["hearsay", "migrate"]
    for name in ("web", "scheduler"):
        waits_for = services[name]["depends_on"]["migrate"]["condition"]
        assert waits_for == "service_completed_successfully"


def test_compose_publishes_only_the_proxy_and_the_letters_and_only_on_this_machine():
    published = {name: body["ports"] for name, body in compose()["services"].items() if "ports" in body}

    assert published.keys() == {"proxy", "mailpit"}
    assert all(port.startswith("127.0.0.1:") for ports in published.values() for port in ports)


def test_the_image_is_built_by_one_service_and_never_fetched():
    ours = {name: body for name, body in compose()["services"].items() if body["image"] == "hearsay"}

    assert ours.keys() == {"migrate", "web", "scheduler"}
    assert [name for name, body in ours.items() if "build" in body] == ["migrate"]
    assert {name: body["pull_policy"] for name, body in ours.items()} == {
        "migrate": "build",
        "web": "never",
        "scheduler": "never",
    }


def test_what_runs_our_code_or_faces_people_cannot_write_outside_its_folders():
    services = compose()["services"]

    for name in ("migrate", "web", "scheduler", "proxy"):
        assert services[name]["read_only"] is True
        assert services[name]["cap_drop"] == ["ALL"]


def test_compose_has_no_secret_of_its_own():
    text = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    used = re.findall(r"\$\{(\w*(?:PASSWORD|SECRET|TOKEN|KEY)\w*)([^}]*)\}", text)

    assert dict(used).pop("HEARSAY_SECRET_KEY_BEFORE") == ":-"  # there need not be one
    needed = {name: rest.partition("?")[0] for name, rest in used if not name.endswith("_BEFORE")}
    # Refused when unset or empty.
    assert needed == {"HEARSAY_DATABASE_PASSWORD": ":", "HEARSAY_SECRET_KEY": ":"}
    assert re.findall(r"(?m)^(HEARSAY_\w+)=\S", (ROOT / ".env.example").read_text()) == []


def test_the_proxy_holds_requests_back_until_they_are_whole():
    text = (ROOT / "deploy" / "nginx.conf").read_text(encoding="utf-8")
    everywhere, imports = text.split("location /api/v1/imports")

    assert "client_max_body_size 256k;" in everywhere
    assert "proxy_request_buffering on;" in everywhere
    assert "proxy_buffering on;" in everywhere
    assert "client_max_body_size 0;" in imports


def test_the_proxy_finds_the_web_service_again_after_it_was_made_anew():
    text = (ROOT / "deploy" / "nginx.conf").read_text(encoding="utf-8")

    # Only a name in a variable is looked up again; one that stands in the directive is looked up at start.
    assert "resolver 127.0.0.11 " in text
    assert "set $service web:8000;" in text
    assert set(re.findall(r"proxy_pass (.+);", text)) == {"http://$service"}


#: What stands before a secret in an address of ours.
SECRETS_IN_PATHS = ("/sign-in", "/answer", "/letters/stop", "/calendar", "/feed")


def test_the_proxy_writes_no_secret_of_an_address_into_its_log():
    text = (ROOT / "deploy" / "nginx.conf").read_text(encoding="utf-8")
    [log_line] = re.findall(r"(?m)^\s*log_format .+$", text)

    [shown] = re.findall(r"map \$uri \$shown_uri \{([^}]*)\}", text)
    masked = dict(re.findall(r'"~\^(\S+)/\." (\S+);', shown))
    assert masked == {path: f"{path}/-" for path in SECRETS_IN_PATHS}
    assert "$shown_uri" in log_line
    assert not re.search(r"\$(request|request_uri|uri|args|query_string|http_referer)\b", log_line)


def test_what_the_proxy_answers_itself_to_programs_is_a_problem_of_ours():
    text = (ROOT / "deploy" / "nginx.conf").read_text(encoding="utf-8")
    answers = [json.loads(body) for body in re.findall(r"return \d+ '(\{.+\})\\n';", text)]
    of_ours = json.loads(
        problem.document(status=413, code="body_too_large", detail="", base_url="", request_id="", faults=())
    )

    assert {(one["status"], one["code"]) for one in answers} == {
        (413, "body_too_large"),
        (503, "unavailable"),
    }
    for one in answers:
        assert one.keys() == of_ours.keys()
        assert one["type"] == f"{problem.DOCS}#{one['code']}"
        assert one["title"] == problem.TITLES[one["code"]]


def test_the_image_runs_as_nobody_in_particular_and_reports_its_health():
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    last_stage = text.rsplit("\nFROM ", 1)[1]

    assert re.findall(r"(?m)^USER (.+)$", last_stage) == ["hearsay"]
    assert re.findall(r"(?m)^CMD (.+)$", last_stage) == ['["hearsay", "web"]']
    assert "/healthz" in last_stage.partition("HEALTHCHECK")[2]
    assert "--require-hashes" in text


def test_the_repository_tells_nothing_of_the_machine_it_was_made_on():
    # Brackets keep these lines from being found by themselves.
    telling = [
        re.compile(r"(?:pypi|python[h]osted|npm[j]s)\.(?:org|com)"),
        re.compile(r"\.\./share[d]\b|/hom[e]/\w|/roo[t]/\w"),
    ]
    if len(ROOT.parts) > 2:
        telling.append(re.compile(re.escape(str(ROOT)) + r"\b"))

    found = [
        f"{path.relative_to(ROOT)}: {match[0]}"
        for path in kept_files()
        if path.suffix not in BINARY
        for pattern in telling
        if (match := pattern.search(path.read_text(encoding="utf-8", errors="replace")))
    ]

    assert found == []
