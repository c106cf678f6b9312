"""wrong passwords are counted by the address they come from

Revision ID: 0005
Revises: 0004
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("staff", sa.Column("failed_from", JSONB(), server_default="{}", nullable=False))
    op.alter_column("staff", "failed_from", server_default=None)


def downgrade() -> None:
    op.drop_column("staff", "failed_from")
