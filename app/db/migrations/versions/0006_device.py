"""what a job computes on"""

import sqlalchemy as sa
from alembic import op


revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('job', sa.Column('device', sa.String(length=64), nullable=True))


def downgrade() -> None:
    op.drop_column('job', 'device')
