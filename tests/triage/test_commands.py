"""Asking the directory from a terminal."""

from __future__ import annotations

import json
import sys
from importlib.metadata import EntryPoint, entry_points

import pytest
from typer.testing import CliRunner

from triage import __main__ as command_line
from triage.errors import MissingExtra

terminal = CliRunner()


def ask(*words: str):
    return terminal.invoke(command_line.app, ["directory", "find", *words])


def test_a_name_is_answered_with_slug_role_and_full_name():
    answer = ask("dinkes", "--within", "35.78")

    assert (answer.exit_code, answer.output) == (
        0,
        "kabkota.kesehatan:35.78\tkabkota.kesehatan\tDinas Kesehatan Kota Surabaya\n",
    )


def test_a_name_that_nobody_bears_is_answered_with_what_to_try():
    answer = ask("Dinas Antariksa")

    assert answer.exit_code == 1
    assert "--within" in answer.output


def test_an_agency_can_be_had_as_json():
    answer = ask("dinkes", "--within", "35.78", "--json")

    (agency,) = json.loads(answer.stdout)
    assert answer.exit_code == 0
    assert agency == {
        "slug": "kabkota.kesehatan:35.78",
        "role": "kabkota.kesehatan",
        "name": {"id": "Dinas Kesehatan Kota Surabaya", "en": "Dinas Kesehatan Kota Surabaya"},
        "region": {"code": "35.78", "name": "Kota Surabaya"},
    }


def test_a_misspelt_name_is_answered_with_what_it_may_mean():
    answer = ask("Dinas Kesehatn Kota Surabaya")

    assert (answer.exit_code, answer.stdout) == (1, "")
    assert "Did you mean:" in answer.stderr
    assert "kabkota.kesehatan:35.78" in answer.stderr


def test_a_name_that_nobody_bears_is_an_empty_list_of_json():
    answer = ask("Dinas Antariksa", "--json")

    assert (answer.exit_code, json.loads(answer.stdout)) == (1, [])


def test_the_bundled_catalogue_is_whole():
    answer = terminal.invoke(command_line.app, ["directory", "check"])

    assert answer.exit_code == 0, answer.output
    assert "roles, " in answer.stdout
    assert answer.stdout.endswith("0 problems\n")


def test_a_file_of_ones_own_is_checked_with_it(tmp_path):
    path = tmp_path / "kota.yaml"
    path.write_text('region: "35.78"\nunits: [{name: Balai, roles: [kabkota.sihir]}]\n', encoding="utf-8")

    answer = terminal.invoke(command_line.app, ["directory", "check", str(path)])

    assert answer.exit_code == 1
    assert answer.stdout.startswith("kota.yaml: unknown role kabkota.sihir\n")
    assert answer.stdout.endswith("1 problems\n")


def test_a_command_whose_packages_are_missing_says_how_to_install_them():
    absent = EntryPoint("serve", "serving.yang_tidak_ada:serve", "triage.commands")

    with pytest.raises(MissingExtra, match=r"pip install 'triage\[serving\]'"):
        command_line._load(absent)


def test_a_mistake_at_the_terminal_is_one_sentence_not_a_traceback(monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["triage", "directory", "find", "dinkes", "--within", "99.99"])

    with pytest.raises(SystemExit) as left:
        command_line.main()
    assert left.value.code == 2
    assert capsys.readouterr().err.startswith("triage: There is no region with this Kemendagri code. Got: 99.99.")


def test_every_command_is_listed_under_its_name():
    listed = terminal.invoke(command_line.app, ["--help"]).output.replace("│", " ").split()

    assert {entry.name for entry in entry_points(group="triage.commands")} <= set(listed)
