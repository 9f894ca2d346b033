"""Events taken out on the command line and brought in again."""

from tests.doors.test_import_command import CLAIM, written


def test_what_is_exported_is_known_when_it_comes_in_again(as_ann, tmp_path):
    as_ann("import", written(tmp_path, CLAIM, {"kind": "check", "claim": "k", "occurred_at": "2022-09-28"}))
    path = str(tmp_path / "all.csv")

    ended = as_ann("export", "--format", "csv", "--output", path)
    again = as_ann("import", path)

    assert (ended.code, ended.out, ended.err) == (0, "", "3 events are in the ledger.\n")
    assert (again.code, again.rows) == (0, [["known", "3"]])


def test_events_go_to_standard_output(with_samples):
    ended = with_samples("export", "--recorded-by", "2020-01-01")

    assert (ended.code, ended.out) == (0, "")
    assert len(with_samples("export").out.splitlines()) > 13


def test_reporters_take_nothing_out(as_ann):
    as_ann("account", "add", "--role", "reporter", "--email", "ros@example.org", "--name", "Ros")

    assert as_ann("export", "--as", "ros@example.org").code == 6
