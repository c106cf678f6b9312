"""Every command is there and says what it does, and a word in a chat does not wait for the whole hall to load."""

import subprocess
import sys

import pytest
from typer.testing import CliRunner

from backend.cli import COMMANDS, app
from backend.settings import ROOT


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_says_what_it_does(name: str) -> None:
    shown = CliRunner().invoke(app, [name, "--help"])
    assert shown.exit_code == 0, shown.output
    assert f" {name} " in shown.output


def test_all_commands_are_listed() -> None:
    shown = CliRunner().invoke(app, ["--help"]).output
    assert [name for name in COMMANDS if f" {name} " not in shown] == []


def test_an_unknown_command_is_said_to_be_one() -> None:
    assert CliRunner().invoke(app, ["nothing"]).exit_code == 2


def test_a_word_in_a_chat_does_not_load_the_hall() -> None:
    heavy = "{'backend.app', 'sqlalchemy', 'rasa_sdk', 'numpy', 'telegram'}"
    look = f"import sys, backend.cli.chat; print(*({heavy} & set(sys.modules)))"
    loaded = subprocess.run(
        [sys.executable, "-c", look], cwd=ROOT, capture_output=True, text=True, timeout=60, check=True
    )
    assert loaded.stdout.split() == []
