"""Every table, in one place for the migrations."""

from sqlalchemy import MetaData
from sqlmodel import SQLModel

from backend.storage.appointments import Appointment
from backend.storage.audit import AuditEvent
from backend.storage.conversations import Button, Conversation, Message
from backend.storage.escalations import Escalation
from backend.storage.guides import Guide
from backend.storage.misses import MissRow
from backend.storage.outbox import OutboxEvent
from backend.storage.packages import Package
from backend.storage.phrases import KeptPhrase
from backend.storage.reuse import Consent
from backend.storage.staff import Staff, StaffSession
from backend.storage.uploads import Reading, Upload

TABLES = (
    Appointment,
    AuditEvent,
    Button,
    Consent,
    Conversation,
    Escalation,
    Guide,
    KeptPhrase,
    Message,
    MissRow,
    OutboxEvent,
    Package,
    Reading,
    Staff,
    StaffSession,
    Upload,
)
METADATA: MetaData = SQLModel.metadata
