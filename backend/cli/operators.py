"""``yuban slots``, ``yuban packages`` and ``yuban staff …``: what operators need by hand."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import date
from typing import Annotated, Any

import typer

from backend.app import make_hall, open_storage
from backend.cli.output import fail, print_json, run
from backend.domain.clock import SystemClock, local, today
from backend.domain.errors import HallError
from backend.domain.staff import Role
from backend.services import appointment_days, package_views, staff
from backend.services import retention as files_kept
from backend.services import slots as slots_service
from backend.services.hall import Hall
from backend.settings import Settings
from backend.storage.staff import Staff

staff_app = typer.Typer(no_args_is_help=True, help="Who may log in to the console.")
AsJson = Annotated[bool, typer.Option("--json", help="answer in JSON")]


@asynccontextmanager
async def the_hall() -> AsyncIterator[Hall]:
    """The hall's parts without serving; shares the embedded database with a hall that runs."""
    settings = Settings()
    storage = await asyncio.to_thread(open_storage, settings)
    hall = await asyncio.to_thread(make_hall, settings, storage.url)
    try:
        yield hall
    finally:
        await hall.database.close()
        if storage.embedded is not None:
            await asyncio.to_thread(storage.embedded.stop)


def in_hall(work: Callable[[Hall], Awaitable[Any]]) -> Any:
    """Run something with the hall's parts; what the hall won't do ends the command with its key."""

    async def _run() -> Any:
        async with the_hall() as hall:
            return await work(hall)

    try:
        return run(_run())
    except HallError as error:
        fail(f"{error.key}: {error.fields}")


def slots(
    item: Annotated[str | None, typer.Argument(help="an item's id: its free slots")] = None,
    day: Annotated[str | None, typer.Option(help="YYYY-MM-DD: who comes on that day; default: today")] = None,
    as_json: AsJson = False,
) -> None:
    """The free slots of an item, or without one who comes on a day."""
    rows = in_hall(lambda hall: _free(hall, item) if item else _comes(hall, day))
    _print(rows, as_json)


def retention(
    now: Annotated[bool, typer.Option("--now", help="delete what is due first; else only show")] = False,
    as_json: AsJson = False,
) -> None:
    """What the retention rule deleted, and whether the records and the folder prove it."""
    _print(in_hall(lambda hall: _retention(hall, now)), as_json)


async def _retention(hall: Hall, now: bool) -> list[dict[str, Any]]:
    if now:
        await files_kept.sweep(hall)
    return [
        {
            "at": local(one.at).isoformat(timespec="seconds"),
            "files": one.files,
            "bytes": one.size,
            "rules": one.rules,
            "sha256": one.root,
            "proved": one.proved,
        }
        for one in await files_kept.runs(hall)
    ]


async def _free(hall: Hall, item: str) -> list[dict[str, Any]]:
    if item not in hall.catalogue.items:
        fail(f"There is no item {item!r}. `yuban find` names them.")
    return [
        {"starts": local(o.starts_at).isoformat(timespec="minutes"), "window": o.window_name, "free": o.free}
        for o in await slots_service.free(hall, item)
    ]


async def _comes(hall: Hall, day: str | None) -> list[dict[str, Any]]:
    try:
        when = date.fromisoformat(day) if day else today(hall.clock)
    except ValueError:
        fail(f"{day!r} is not a day. Write it as 2026-12-01.")
    return [
        {
            "starts": local(seat.starts_at).isoformat(timespec="minutes"),
            "code": seat.code,
            "item": seat.item_name,
            "applicant": seat.applicant,
            "receipt": seat.receipt_code,
        }
        for seat in await appointment_days.of_day(hall, _operator(), when)
    ]


def packages(as_json: AsJson = False) -> None:
    """What waits for staff: conversations and packages, with who is to answer and until when."""
    _print(in_hall(_waiting), as_json)


async def _waiting(hall: Hall) -> list[dict[str, Any]]:
    return [
        {
            "kind": entry.kind,
            "contact": entry.contact_key,
            "since": local(entry.since).isoformat(timespec="minutes"),
            "due": str(entry.due_on or ""),
            "overdue": entry.overdue,
            "item": entry.item_name,
            "receipt": entry.receipt_code,
        }
        for entry in await package_views.queue(hall, _operator())
    ]


def _operator() -> Staff:
    """Who runs the command: on this machine with its keys, so somebody who may see every queue."""
    return Staff(username="operator", name="", role=Role.ADMIN.value, password_hash="", created_at=SystemClock().now())


@staff_app.command("list")
def staff_list(as_json: AsJson = False) -> None:
    """Every login."""
    everybody = in_hall(staff.everybody)
    rows = [
        {"username": s.username, "name": s.name, "role": s.role, "contact": s.contact_key, "disabled": s.disabled}
        for s in everybody
    ]
    _print(rows, as_json)


@staff_app.command("add")
def staff_add(
    username: Annotated[str, typer.Argument(help="small letters, digits, - and _")],
    name: Annotated[str, typer.Argument(help="the person's name, as residents see it")],
    role: Annotated[str, typer.Option(help="contact, admin or another role")] = Role.CONTACT.value,
    contact: Annotated[str | None, typer.Option(help="whose queue: a contact's key in the catalogue")] = None,
) -> None:
    """Add a login and print its first password, which must be changed at the first login."""
    _person, password = in_hall(lambda hall: staff.create(hall, username, name, role, contact))
    print(f"{username}  first password: {password}")


@staff_app.command("reset")
def staff_reset(username: str) -> None:
    """Give somebody a new first password; their sessions end."""
    print(f"{username}  first password: {in_hall(lambda hall: staff.reset_password(hall, username))}")


@staff_app.command("disable")
def staff_disable(username: str) -> None:
    """Take a login away; its sessions end."""
    in_hall(lambda hall: staff.disable(hall, username))


def _print(rows: list[dict[str, Any]], as_json: bool) -> None:
    if as_json:
        print_json(rows)
        return
    for row in rows:
        print("  ".join(str(value) for value in row.values() if value not in (None, "", False)))
    if not rows:
        print("nothing")
