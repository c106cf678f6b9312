"""materials may be brought to the window instead of being sent

Revision ID: 0007
Revises: 0006
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("package", sa.Column("brought", JSONB(), nullable=False, server_default="[]"))


def downgrade() -> None:
    op.drop_column("package", "brought")
