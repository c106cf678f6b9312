"""Conversations in PostgreSQL, in the table that Rasa's own store uses, with less asked of the database.

Rasa's store counts what is stored before every save, loads whole rows, waits for the disk, and takes a connection that
died with the database for a live one, whereupon Rasa quietly goes on with an empty conversation. In a turn that is half
of the time. The conversation of record is the hall's, so what a power cut may take here (the last half second) can be
done without.
"""

import json
from typing import Any

import sqlalchemy as sa
from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import SQLTrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker
from sqlalchemy.orm import sessionmaker

STORED = "_hall_stored_events"
"""On a tracker: how many of its events are in the table."""
LATEST_SESSION = sa.text(
    "SELECT data FROM events WHERE sender_id = :sender AND timestamp >= coalesce("
    "  (SELECT max(timestamp) FROM events WHERE sender_id = :sender AND type_name = 'session_started'), '-infinity')"
    " ORDER BY id"
)
ALL_SESSIONS = sa.text("SELECT data FROM events WHERE sender_id = :sender ORDER BY id")


class HallTrackerStore(SQLTrackerStore):
    """Named as the tracker store's ``type`` in ``endpoints.yml``; its ``url`` is a libpq URL."""

    def __init__(
        self,
        domain: Domain | None = None,
        host: str | None = None,
        event_broker: EventBroker | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(domain, dialect="postgresql", host=host, event_broker=event_broker, **kwargs)
        url = self.engine.url
        self.engine.dispose()
        self.engine = sa.create_engine(
            url, pool_size=4, pool_pre_ping=True, connect_args={"options": "-c synchronous_commit=off"}
        )
        self.sessionmaker = sessionmaker(bind=self.engine)

    async def _retrieve(self, sender_id: str, fetch_events_from_all_sessions: bool) -> DialogueStateTracker | None:
        query = ALL_SESSIONS if fetch_events_from_all_sessions else LATEST_SESSION
        with self.engine.connect() as connection:
            events = [json.loads(row.data) for row in connection.execute(query, {"sender": sender_id})]
        if not events:
            return None
        tracker = DialogueStateTracker.from_dict(sender_id, events, self.domain.slots)
        setattr(tracker, STORED, len(events))
        return tracker

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Adds the events that are new since the tracker was read."""
        await self.stream_events(tracker)
        stored = getattr(tracker, STORED, None)
        if stored is None:
            with self.session_scope() as session:
                stored = self._event_query(session, tracker.sender_id, fetch_events_from_all_sessions=False).count()
        rows = [_row(tracker.sender_id, event) for event in list(tracker.events)[stored:]]
        if rows:
            with self.engine.begin() as connection:
                connection.execute(self.SQLEvent.__table__.insert(), rows)
        setattr(tracker, STORED, len(tracker.events))


def _row(sender_id: str, event: Any) -> dict[str, Any]:
    data = event.as_dict()
    return {
        "sender_id": sender_id,
        "type_name": event.type_name,
        "timestamp": data.get("timestamp"),
        "intent_name": data.get("parse_data", {}).get("intent", {}).get("name"),
        "action_name": data.get("name"),
        "data": json.dumps(data),
    }
