"""Whatever is sent: a refusal with a code, the same on both engines, and nothing left behind."""

import io
import json

import pytest

from service.intake.limits import BODY_BYTES
from tests.api_newsroom import claim_body

CLAIMS = "/api/v1/claims"
DEEP = b'{"text":' + b"[" * 100_000
MANY_KEYS = b"{" + b",".join(b'"k%d":1' % number for number in range(20_000)) + b"}"
UTF16 = json.dumps(claim_body()).encode("utf-16")
LATIN1 = '{"text": "caf\xe9"}'.encode("latin-1")


@pytest.mark.parametrize(
    ("raw", "status", "code"),
    [
        pytest.param(b"", 400, "body_missing", id="no body"),
        pytest.param(b"   ", 400, "body_missing", id="blanks"),
        pytest.param(b"{", 400, "not_json", id="cut off"),
        pytest.param(b'{"text": "a"} x', 400, "not_json", id="more behind it"),
        pytest.param(b"{'text': 'a'}", 400, "not_json", id="single quotes"),
        pytest.param(b"[]", 422, "wrong_type", id="a list"),
        pytest.param(b'"text"', 422, "wrong_type", id="a text"),
        pytest.param(b"1", 422, "wrong_type", id="a number"),
        pytest.param(b"null", 422, "wrong_type", id="null"),
        pytest.param(UTF16, 400, "byte_order_mark", id="UTF-16"),
        pytest.param(UTF16[2:], 400, "not_json", id="UTF-16 without its mark"),
        pytest.param(b"\xef\xbb\xbf{}", 400, "byte_order_mark", id="a byte order mark"),
        pytest.param(LATIN1, 400, "not_utf8", id="Latin-1"),
        pytest.param(b'{"text": "\xc0\xaf"}', 400, "not_utf8", id="overlong UTF-8"),
        pytest.param(b'{"text": "\xed\xa0\x80"}', 400, "not_utf8", id="a surrogate in UTF-8"),
        pytest.param(DEEP, 400, "too_deep", id="100,000 deep"),
        pytest.param(b'{"a":' * 21 + b"1" + b"}" * 21, 400, "too_deep", id="21 deep"),
        pytest.param(MANY_KEYS, 422, "missing", id="20,000 keys"),
        pytest.param(b'{"text": NaN}', 400, "not_a_number", id="NaN"),
        pytest.param(b'{"text": -Infinity}', 400, "not_a_number", id="Infinity"),
        pytest.param(b'{"text": 1e400}', 400, "not_a_number", id="1e400"),
        pytest.param(b'{"text": ' + b"1" * 6000 + b"}", 400, "number_too_long", id="6,000 digits"),
        pytest.param(b'{"text": 1, "text": "a"}', 400, "duplicate_key", id="a key twice"),
        pytest.param(b'{"a": [{"b": 1, "b": 1}]}', 400, "duplicate_key", id="a key twice, deep inside"),
        pytest.param(b'{"\\ud800": 1}', 400, "unfit_key", id="a lone surrogate for a key"),
        pytest.param(b'{"\\u0000": 1}', 400, "unfit_key", id="NUL for a key"),
        pytest.param(b'{"text": "' + b"a" * 262_144 + b'"}', 413, "body_too_large", id="too large"),
    ],
)
def test_a_body_that_cannot_be_read_is_refused(refusing, raw, status, code):
    before = refusing.rows()

    response = refusing.send("POST", CLAIMS, raw)

    assert (response.status_code, response.get_json()["code"]) == (status, code)
    assert refusing.rows() == before


VALID = json.dumps(claim_body()).encode()


@pytest.mark.parametrize(
    ("sent", "announced", "status", "code"),
    [
        pytest.param(VALID, None, 201, None, id="in chunks"),
        pytest.param(VALID + b" " * BODY_BYTES, None, 413, "body_too_large", id="too much, in chunks"),
        pytest.param(VALID, len(VALID) + 1, 400, "body_cut_off", id="less than announced"),
        pytest.param(VALID, BODY_BYTES + 1, 400, "body_cut_off", id="much less than announced"),
        pytest.param(VALID, BODY_BYTES + 2, 413, "body_too_large", id="too much announced"),
    ],
)
def test_a_body_is_taken_whole_or_not_at_all(room, sent, announced, status, code):
    """As it comes from a server that ends the stream itself: nothing is cut off without a word."""
    length = {} if announced is None else {"CONTENT_LENGTH": str(announced)}
    response = room.app.test_client().post(
        CLAIMS,
        input_stream=io.BytesIO(sent),
        content_type="application/json",
        headers={"Authorization": f"Bearer {room.tokens['ed']}"},
        environ_overrides={"wsgi.input_terminated": True, **length},
    )

    assert (response.status_code, response.get_json(force=True).get("code")) == (status, code)


FIELDS = [
    pytest.param({"text": "a\0b"}, "/text", "unfit_character", id="NUL"),
    pytest.param({"text": "a\ud800b"}, "/text", "unfit_character", id="a lone surrogate"),
    pytest.param({"text": "a\x1b[31mb"}, "/text", "unfit_character", id="an escape sequence"),
    pytest.param({"text": "a\x7fb"}, "/text", "unfit_character", id="DEL"),
    pytest.param({"text": "a\x85b"}, "/text", "unfit_character", id="NEL, of C1"),
    pytest.param({"text": "a\rb"}, "/text", "unfit_character", id="a carriage return alone"),
    pytest.param({"text": "a\ufffeb"}, "/text", "unfit_character", id="a noncharacter"),
    pytest.param({"text": "a\U0001fffeb"}, "/text", "unfit_character", id="a noncharacter further out"),
    pytest.param({"text": ""}, "/text", "blank", id="empty"),
    pytest.param({"text": " \t\n "}, "/text", "blank", id="whitespace alone"),
    pytest.param({"text": "\u200b\u2060\u00a0"}, "/text", "blank", id="invisible alone"),
    pytest.param({"text": "a" * 2001}, "/text", "too_long", id="a text too long"),
    pytest.param({"text": 1}, "/text", "wrong_type", id="a number for a text"),
    pytest.param({"text": True}, "/text", "wrong_type", id="true for a text"),
    pytest.param({"text": ["a"]}, "/text", "wrong_type", id="a list for a text"),
    pytest.param({"desk": "a\nb"}, "/desk", "unfit_character", id="a line end in a label"),
    pytest.param({"desk": "a\u2028b"}, "/desk", "unfit_character", id="a line separator in a label"),
    pytest.param({"tags": "a"}, "/tags", "wrong_type", id="a text for a list"),
    pytest.param({"tags": ["a"] * 21}, "/tags", "too_many", id="21 tags"),
    pytest.param({"tags": ["a", "b" * 61]}, "/tags/1", "too_long", id="a tag too long"),
    pytest.param({"tags": [None]}, "/tags/0", "missing", id="null for a tag"),
    pytest.param({"imported": 1}, "/imported", "wrong_type", id="1 for true"),
    pytest.param({"imported": "true"}, "/imported", "wrong_type", id="a text for true"),
    pytest.param({"expects": "Happens_By"}, "/expects", "unknown_choice", id="another case"),
    pytest.param({"zone": "Europe/Nowhere"}, "/zone", "unknown_zone", id="an unknown zone"),
    pytest.param({"zone": "../../etc/passwd"}, "/zone", "unknown_zone", id="a path for a zone"),
    pytest.param({"zone": "localtime"}, "/zone", "unknown_zone", id="this machine's zone"),
    pytest.param({"said_on": "2022-02-30"}, "/said_on", "bad_date", id="30 February"),
    pytest.param({"said_on": "٢٠٢٢-٠٩-٢٨"}, "/said_on", "bad_date", id="digits of another script"),
    pytest.param({"said_on": "1599-12-31"}, "/said_on", "year_out_of_range", id="year 1599"),
    pytest.param({"said_on": "2401-01-01"}, "/said_on", "year_out_of_range", id="year 2401"),
    pytest.param({"said_on": "0000-01-01"}, "/said_on", "year_out_of_range", id="year 0"),
    pytest.param({"said_on": "10000-01-01"}, "/said_on", "bad_date", id="year 10000"),
    pytest.param({"said_on": "now"}, "/said_on", "bad_date", id="now"),
    pytest.param({"said_on": "infinity"}, "/said_on", "bad_date", id="infinity"),
    pytest.param({"said_on": 20220926}, "/said_on", "wrong_type", id="a number for a date"),
    pytest.param({"said_on": "2022-09-27"}, "/said_on", "in_the_future", id="said tomorrow"),
    pytest.param(
        {"when": None, "window": {"latest": "1599-12-31"}},
        "/window/latest",
        "year_out_of_range",
        id="a window before our years",
    ),
    pytest.param(
        {"window": {"earliest": "2022-09-30", "latest": "2022-09-28"}},
        "/window/latest",
        "window_reversed",
        id="a window that ends first",
    ),
    pytest.param({"window": {}}, "/window", "window_empty", id="a window without days"),
    pytest.param({"window": {"latest": "2022-09-28", "zone": "UTC"}}, "/zone", "given_twice", id="two zones"),
    pytest.param({"edtf": "next week"}, "/edtf", "edtf_invalid", id="words for EDTF"),
    pytest.param({"edtf": "2022-13"}, "/edtf", "edtf_invalid", id="month 13"),
    pytest.param(
        {"edtf": "2022-09", "window": {"latest": "2022-09-28"}}, "/edtf", "given_twice", id="days twice"
    ),
    pytest.param(
        {"condition": {"claim": "clm_1"}}, "/condition/text", "missing", id="a condition without words"
    ),
    pytest.param(
        {"condition": {"text": "a", "claim": "clm_none"}},
        "/condition/claim",
        "unknown_claim",
        id="a condition about no claim",
    ),
    pytest.param(
        {"condition": {"text": "a", "claim": "1 OR 1=1"}}, "/condition/claim", "bad_id", id="SQL for an id"
    ),
    pytest.param({"question": "qst_none"}, "/question", "unknown_question", id="a question there is none of"),
    pytest.param({"status": "confirmed"}, "/status", "unknown_field", id="a status set from outside"),
    pytest.param({"id": "clm_mine"}, "/id", "unknown_field", id="an id set from outside"),
    pytest.param({"owner": "acc_1"}, "/owner", "unknown_field", id="an owner set from outside"),
    pytest.param({"a/b~c": 1}, "/a~1b~0c", "unknown_field", id="a name that a pointer escapes"),
]


@pytest.mark.parametrize(("more", "pointer", "code"), FIELDS)
def test_a_field_that_does_not_fit_is_refused(refusing, more, pointer, code):
    before = refusing.rows()

    response = refusing.post(CLAIMS, claim_body(**more))

    assert response.status_code == 422
    assert (pointer, code) in [(one["pointer"], one["code"]) for one in response.get_json()["errors"]]
    assert refusing.rows() == before


REPORTS = [
    pytest.param({"outlet": None}, "/report/outlet", "missing", id="no outlet"),
    pytest.param({"language": "no language"}, "/report/language", "bad_language", id="no language"),
    pytest.param({"article": {"id": "clm_1"}}, "/report/article/id", "bad_id", id="a claim for an article"),
    pytest.param({"outlet": "a" * 201}, "/report/outlet", "too_long", id="an outlet too long"),
    pytest.param({"wording": "a" * 5001}, "/report/wording", "too_long", id="a wording too long"),
    pytest.param({"stance": "neutral"}, "/report/stance", "unknown_choice", id="an unknown stance"),
    pytest.param({"said_by": {"kind": True}}, "/report/said_by/kind", "wrong_type", id="true for a kind"),
    pytest.param({"said_by": "a man"}, "/report/said_by", "wrong_type", id="a text for an object"),
    pytest.param({"cites": ["rep_none"]}, "/report/cites", "unknown_report", id="a report that is not there"),
    pytest.param(
        {"published_at": "2022-09-26"}, "/report/published_at", "unknown_field", id="a field of the article"
    ),
    pytest.param(
        {"article": {"url": "javascript:alert(1)"}}, "/report/article/url", "bad_url", id="javascript:"
    ),
    pytest.param({"article": {"url": "data:text/html,x"}}, "/report/article/url", "bad_url", id="data:"),
    pytest.param({"article": {"url": "https://"}}, "/report/article/url", "bad_url", id="no host"),
    pytest.param(
        {"article": {"url": "https://a.example:99999/"}},
        "/report/article/url",
        "bad_url",
        id="a port too high",
    ),
    pytest.param(
        {"article": {"url": "https://user:secret@a.example/"}},
        "/report/article/url",
        "bad_url",
        id="a password",
    ),
    pytest.param(
        {"article": {"url": "https://a.example/ b"}}, "/report/article/url", "bad_url", id="a space in a link"
    ),
    pytest.param(
        {"article": {"url": "https://a.example/" + "b" * 2000}},
        "/report/article/url",
        "too_long",
        id="a link too long",
    ),
    pytest.param(
        {"article": {"published_at": "2022-09-26T10:00:00"}},
        "/report/article/published_at",
        "offset_needed",
        id="no offset",
    ),
    pytest.param(
        {"article": {"published_at": "2022-09-25T24:00:00Z"}},
        "/report/article/published_at",
        "bad_instant",
        id="24 o'clock",
    ),
    pytest.param(
        {"article": {"published_at": "2022-09-25T10:00:60Z"}},
        "/report/article/published_at",
        "bad_instant",
        id="a leap second",
    ),
    pytest.param(
        {"article": {"published_at": "9999-12-31T23:59:59-14:00"}},
        "/report/article/published_at",
        "year_out_of_range",
        id="past the last year",
    ),
    pytest.param(
        {"article": {"published_at": "2400-12-31T23:59:59-14:00"}},
        "/report/article/published_at",
        "year_out_of_range",
        id="past the last year in UTC alone",
    ),
    pytest.param(
        {"article": {"published_at": "2022-09-26T10:00:00+99:00"}},
        "/report/article/published_at",
        "bad_instant",
        id="an offset of days",
    ),
    pytest.param(
        {"article": {"published_at": "2022-09-26T13:00:00Z"}},
        "/report/article/published_at",
        "in_the_future",
        id="published in an hour",
    ),
    pytest.param(
        {"article": {"published_at": "2022-09-27"}},
        "/report/article/published_at",
        "in_the_future",
        id="published tomorrow",
    ),
]


@pytest.mark.parametrize(("more", "pointer", "code"), REPORTS)
def test_a_report_that_does_not_fit_is_refused(refusing, more, pointer, code):
    before = refusing.rows()
    report = {name: value for name, value in {"outlet": "Meduza", **more}.items() if value is not None}

    response = refusing.post(CLAIMS, claim_body(report=report, when=None, window={"latest": "2022-09-28"}))

    assert response.status_code == 422
    assert (pointer, code) in [(one["pointer"], one["code"]) for one in response.get_json()["errors"]]
    assert refusing.rows() == before


def test_all_faults_come_at_once_with_their_places(refusing):
    body = {
        "txt": "a",
        "report": {"outlett": "M", "said_by": {"kind": "unnamd"}, "cites": ["x"]},
        "zone": "Europe/Kiew",
        "tags": ["a\0", 3],
        "window": {"earliest": "2022-09-31"},
    }

    errors = refusing.post(CLAIMS, body).get_json()["errors"]

    assert {one["pointer"]: (one["code"], one["hint"]) for one in errors} == {
        "/window/earliest": ("bad_date", None),
        "/zone": ("unknown_zone", "For example Europe/Kyiv."),
        "/text": ("missing", None),
        "/report/outlet": ("missing", None),
        "/report/said_by/kind": ("unknown_choice", "Did you mean unnamed?"),
        "/report/cites/0": ("bad_id", None),
        "/report/outlett": ("unknown_field", "Did you mean outlet?"),
        "/tags/0": ("unfit_character", None),
        "/tags/1": ("wrong_type", None),
        "/txt": ("unknown_field", "Did you mean text?"),
    }


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("left \u202egnilaer\u202c right", id="right to left"),
        pytest.param("e" + "\u0301" * 1500, id="1,500 marks on one letter"),
        pytest.param("Z\u0065\u0301lie and Z\u00e9lie", id="two spellings of one letter"),
        pytest.param("{{7*7}} %(x)s {0.__class__} ${x} <script>alert(1)</script>", id="templates"),
        pytest.param("'; DROP TABLE events; --", id="SQL"),
        pytest.param("=HYPERLINK(1)\n\tBEGIN:VCALENDAR\n]]>", id="other formats"),
        pytest.param("👩‍👩‍👧‍👦 🏴 Ярослав", id="joined and beyond the first plane"),
    ],
)
def test_odd_text_is_kept_exactly(room, text):
    claim = room.claim(text=text)

    assert claim["text"] == text
    assert room.get(f"/api/v1/claims/{claim['id']}").get_json()["text"] == text
    assert room.get("/api/v1/claims").get_json()["items"][0]["text"] == text


def test_line_ends_of_forms_become_plain_ones(room):
    assert room.claim(text="one\r\ntwo")["text"] == "one\ntwo"


@pytest.mark.parametrize(
    ("content_type", "headers", "status"),
    [
        pytest.param("text/plain", {}, 415, id="text"),
        pytest.param("application/x-www-form-urlencoded", {}, 415, id="a form"),
        pytest.param(None, {}, 415, id="not said"),
        pytest.param("application/jsonp", {}, 415, id="almost"),
        pytest.param("application/json; charset=utf-16", {}, 415, id="another encoding"),
        pytest.param("application/json", {"Content-Encoding": "gzip"}, 415, id="compressed"),
        pytest.param("application/json; charset=UTF-8", {}, 201, id="with its encoding"),
        pytest.param("Application/JSON", {}, 201, id="another case"),
    ],
)
def test_only_plain_json_is_taken(room, content_type, headers, status):
    raw = json.dumps(claim_body()).encode()

    response = room.send("POST", CLAIMS, raw, content_type=content_type, headers=headers)

    assert response.status_code == status


@pytest.mark.parametrize(
    ("query", "code", "name"),
    [
        pytest.param("stauts=rumored", "unknown_parameter", "stauts", id="misspelt"),
        pytest.param("status=rumored&status=refuted", "repeated_parameter", "status", id="twice"),
        pytest.param("status=open", "unknown_choice", "status", id="an unknown status"),
        pytest.param("limit=0", "out_of_range", "limit", id="limit 0"),
        pytest.param("limit=-1", "wrong_type", "limit", id="limit -1"),
        pytest.param("limit=201", "out_of_range", "limit", id="limit 201"),
        pytest.param("limit=1e9", "wrong_type", "limit", id="limit 1e9"),
        pytest.param("limit=" + "9" * 400, "out_of_range", "limit", id="limit of 400 digits"),
        pytest.param("limit=%D9%A1", "wrong_type", "limit", id="a digit of another script"),
        pytest.param("limit=", "wrong_type", "limit", id="limit empty"),
        pytest.param("cursor=abc", "bad_cursor", "cursor", id="a forged cursor"),
        pytest.param(
            "cursor=WyJyZWNvcmRlZF9hdCIsMSwxXQ", "bad_cursor", "cursor", id="a cursor of another sort"
        ),
        pytest.param("q=%00", "unfit_character", "q", id="NUL"),
        pytest.param("q=%FF", "not_utf8", "", id="not UTF-8"),
        pytest.param("q=%ED%A0%80", "not_utf8", "", id="a surrogate"),
        pytest.param("q=", "blank", "q", id="nothing to search"),
        pytest.param("q=" + "a" * 201, "too_long", "q", id="too much to search"),
        pytest.param("sort=text", "unknown_choice", "sort", id="another sort"),
        pytest.param("sort=recorded_at;DROP", "unknown_choice", "sort", id="SQL for a sort"),
        pytest.param("as_of=2022-09-27", "in_the_future", "as_of", id="as of tomorrow"),
        pytest.param("as_of=2022-09-26T12:00:01Z", "in_the_future", "as_of", id="as of a second ahead"),
        pytest.param("as_of=2022-09-26T10:00:00+03:00", "offset_needed", "as_of", id="a plus sign lost"),
        pytest.param(
            "as_of=9999-12-31T23:59:59-14:00", "year_out_of_range", "as_of", id="past the last year"
        ),
        pytest.param(
            "window_end[lt]=2022-09-28", "unknown_parameter", "window_end[lt]", id="another operator"
        ),
        pytest.param("question=1", "bad_id", "question", id="an id of no kind"),
        pytest.param("never_checked=1", "wrong_type", "never_checked", id="1 for true"),
        pytest.param("%00%1b=1", "unknown_parameter", "??", id="controls for a name"),
        pytest.param(
            "access_token=hs_secret", "unknown_parameter", "access_token", id="a token in the address"
        ),
        pytest.param("_method=DELETE", "unknown_parameter", "_method", id="a method in the address"),
        pytest.param("&".join(f"a{number}=1" for number in range(60)), "too_many", "", id="60 parameters"),
        pytest.param("q=" + "%61" * 4000, "query_too_long", "", id="a query of 12,000 characters"),
    ],
)
def test_a_parameter_that_does_not_fit_is_refused(refusing, query, code, name):
    response = refusing.get(f"{CLAIMS}?{query}")

    assert response.status_code == 400
    errors = [(one["pointer"], one["code"]) for one in response.get_json()["errors"]]
    assert (name, code) in errors


def test_a_misspelt_parameter_is_answered_with_the_nearest(refusing):
    error = refusing.get(f"{CLAIMS}?stauts=rumored").get_json()["errors"][0]

    assert error["hint"] == "Did you mean status?"


@pytest.mark.parametrize(
    "claim_id",
    [
        "clm_none",
        "0",
        "-1",
        "9" * 30,
        "clm_%00",
        "clm_%F0%28",
        "..%2f..%2fetc",
        "clm_" + "a" * 500,
        "%22",
        "clm_'",
    ],
)
@pytest.mark.parametrize("tail", ["", "/history"])
def test_an_id_of_nothing_is_not_found(refusing, claim_id, tail):
    assert refusing.get(f"{CLAIMS}/{claim_id}{tail}").status_code == 404


def test_a_search_for_wildcards_finds_only_what_holds_them(room):
    room.claim(text="Half of it")
    percent = room.claim(text="50% of it_all")

    for wanted, ids in (("50%25", [percent["id"]]), ("it_all", [percent["id"]]), ("%25", []), ("_", [])):
        found = room.get(f"{CLAIMS}?q={wanted}").get_json()["items"]
        assert [one["id"] for one in found] == ids


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
def test_facts_are_not_changed_in_place(room, method):
    claim = room.claim()

    response = room.send(method, f"{CLAIMS}/{claim['id']}", b"{}")

    assert response.status_code == 405
    assert set(response.headers["Allow"].split(", ")) == {"GET", "HEAD"}
    assert (
        f"POST http://127.0.0.1:8000/api/v1/claims/{claim['id']}/follow-ups"
        in response.get_json(force=True)["detail"]
    )


@pytest.mark.parametrize("method", ["TRACE", "OPTIONS", "BREW"])
def test_other_methods_are_refused(refusing, method):
    assert refusing.send(method, CLAIMS).status_code == 405


@pytest.mark.parametrize(
    "path",
    ["/api", "/api/", "/api/v1", "/api/v1/nothing", "/api/v1/claims/", "/api//v1/claims", "/api/v2/claims"],
)
def test_an_address_of_nothing_is_no_page(refusing, path):
    response = refusing.get(path)

    assert response.status_code == 404
    assert response.get_json(force=True)["code"] == "not_found"


def test_a_method_override_is_not_heard(room):
    claim = room.claim()

    response = room.get(f"{CLAIMS}/{claim['id']}", X_HTTP_Method_Override="DELETE")

    assert response.status_code == 200


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        pytest.param("trace-01_A", True, id="safe"),
        pytest.param("a" * 65, False, id="too long"),
        pytest.param("a b", False, id="a space"),
        pytest.param('{"a":1}', False, id="JSON"),
    ],
)
def test_a_safe_request_id_is_kept(refusing, given, kept):
    response = refusing.get("/api/v1/claims/clm_none", X_Request_ID=given)

    assert (response.headers["X-Request-ID"] == given) is kept
    assert response.get_json()["request_id"] == response.headers["X-Request-ID"]
