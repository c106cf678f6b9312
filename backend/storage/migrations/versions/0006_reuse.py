"""papers of an earlier package are used again, with consent

Revision ID: 0006
Revises: 0005
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "consent",
        sa.Column("id", sa.BigInteger(), primary_key=True, autoincrement=True),
        sa.Column("conversation_id", sa.String(), sa.ForeignKey("conversation.id"), nullable=False),
        sa.Column("package_id", sa.String(), sa.ForeignKey("package.id"), nullable=True),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("offer", sa.String(), nullable=True),
        sa.Column("papers", JSONB(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("over_at", sa.DateTime(timezone=True), nullable=True),
    )
    op.create_index("ix_consent_conversation_id", "consent", ["conversation_id"])
    op.create_index("ix_consent_package_id", "consent", ["package_id"])
    op.add_column("upload", sa.Column("reused_from", sa.String(), nullable=True))
    op.add_column("upload", sa.Column("consent_id", sa.BigInteger(), nullable=True))
    op.add_column("upload", sa.Column("first_passed", sa.Date(), nullable=True))
    op.create_foreign_key("upload_reused_from_fkey", "upload", "upload", ["reused_from"], ["id"])
    op.create_foreign_key("upload_consent_id_fkey", "upload", "consent", ["consent_id"], ["id"])
    op.create_index("ix_upload_consent_id", "upload", ["consent_id"])


def downgrade() -> None:
    for column in ("first_passed", "consent_id", "reused_from"):
        op.drop_column("upload", column)
    op.drop_table("consent")
