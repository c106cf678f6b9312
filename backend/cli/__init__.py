"""``yuban``: how people, tests and operators reach everything."""

from importlib import import_module
from typing import Any

import typer
import typer.core
import typer.main

#: The commands in the order of ``yuban --help``: name → module, and the function or the group of commands in it.
COMMANDS: dict[str, tuple[str, str]] = {
    "serve": ("serving", "serve"),
    "work": ("serving", "work"),
    "chat": ("chat", "chat"),
    "find": ("catalogue", "find"),
    "check": ("checks", "check"),
    "slots": ("operators", "slots"),
    "packages": ("operators", "packages"),
    "retention": ("operators", "retention"),
    "bench": ("bench", "bench"),
    "demo": ("demo", "demo"),
    "catalogue": ("catalogue", "app"),
    "staff": ("operators", "staff_app"),
}
#: What follows these goes on to another program.
_PASSED_ON = {"bench": {"allow_extra_args": True, "ignore_unknown_options": True}}


class Commands(typer.core.TyperGroup):
    """Loads a command's module when it is called: a word in ``yuban chat`` need not wait for the whole hall."""

    # Typer carries a click of its own, so click's names are of no use here.
    def list_commands(self, ctx: Any) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        if cmd_name not in COMMANDS:
            return None
        module, name = COMMANDS[cmd_name]
        found = getattr(import_module(f"{__name__}.{module}"), name)
        if not isinstance(found, typer.Typer):
            alone = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
            alone.command(cmd_name, context_settings=_PASSED_ON.get(cmd_name))(found)
            found = alone
        command = typer.main.get_command(found)
        command.name = cmd_name
        return command


app = typer.Typer(
    cls=Commands,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,  # they print local values, which may be personal
)


@app.callback()
def yuban() -> None:
    """Yuban (预办), the hall's assistant."""


def main() -> None:
    """The console script."""
    app()
