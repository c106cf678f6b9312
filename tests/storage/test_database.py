"""What the connection keeps to itself."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from backend.services.hall import Hall


async def test_an_error_of_the_database_does_not_tell_the_values_of_its_query(hall: Hall) -> None:
    with pytest.raises(DBAPIError) as failure:
        async with hall.database.transaction() as session:
            await session.execute(text("SELECT missing FROM staff WHERE name = :name"), {"name": "陈建国"})
    assert "陈建国" not in str(failure.value)
