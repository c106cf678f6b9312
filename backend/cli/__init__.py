"""``yuban``: how people, tests and operators reach everything."""

import typer

from backend.cli import bench, catalogue, chat, checks, demo, operators, serving

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,  # they print local values, which may be personal
    help="Yuban (预办), the hall's assistant.",
)
app.command("serve")(serving.serve)
app.command("work")(serving.work)
app.command("chat")(chat.chat)
app.command("find")(catalogue.find)
app.command("check")(checks.check)
app.command("slots")(operators.slots)
app.command("packages")(operators.packages)
app.command("retention")(operators.retention)
app.command("bench", context_settings={"allow_extra_args": True, "ignore_unknown_options": True})(bench.bench)
app.command("demo")(demo.demo)
app.add_typer(catalogue.app, name="catalogue")
app.add_typer(operators.staff_app, name="staff")


def main() -> None:
    """The console script."""
    app()
