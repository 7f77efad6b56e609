"""The documents a user reads first: what they show is what happens."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from typer.main import get_command
from typer.testing import CliRunner

from cncert_kg.cli import app
from cncert_kg.store import QUADS
from tests import released
from tests.conftest import ROOT

READMES = ("README.md", "README.zh.md")


@pytest.fixture(scope="module")
def data() -> Path:
    """The graphs of the embedded default, as N-Quads."""
    return released.embedded() / QUADS


def consoles(name: str) -> list[tuple[str, str]]:
    """Give each command of a console block, with the answer printed below it."""
    text = (ROOT / name).read_text("utf-8")
    blocks = re.findall(r"```console\n\$ (.*?')\n(.*?)```", text, re.DOTALL)
    return [(command, answer) for command, answer in blocks]


@pytest.mark.parametrize("name", READMES)
def test_the_answers_shown_are_the_answers_given(name: str, data: Path) -> None:
    """A query on the first screen gives, on the default release, the rows printed below it."""
    shown = consoles(name)
    assert shown
    for command, answer in shown:
        program, *arguments = shlex.split(command)
        assert program.endswith("cncert-kg")
        result = CliRunner().invoke(app, [*arguments, "--data", str(data)])
        assert result.stdout == answer


@pytest.mark.parametrize("name", READMES)
def test_every_link_of_a_readme_leads_somewhere(name: str) -> None:
    """Files and folders that a README names are there."""
    targets = re.findall(r"\]\(([^)#:]+)\)", (ROOT / name).read_text("utf-8"))
    assert len(targets) > 5
    assert [t for t in targets if not (ROOT / t).exists()] == []


def test_both_languages_show_the_same_commands() -> None:
    """The two READMEs differ in words only."""
    commands = re.compile(r"^(?:make|cncert-kg) [a-z-]+(?= )", re.MULTILINE)
    found = [commands.findall((ROOT / name).read_text("utf-8")) for name in READMES]
    assert len(found[0]) == 21
    assert found[0] == found[1]


def test_every_command_is_in_the_readme() -> None:
    """A command that nobody is told of does not exist."""
    text = (ROOT / "README.md").read_text("utf-8")
    commands = get_command(app).commands  # type: ignore[attr-defined]
    assert [name for name in commands if f"cncert-kg {name}" not in text] == []
