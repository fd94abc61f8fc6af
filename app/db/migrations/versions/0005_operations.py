"""running totals, draining workers, and the request that queued a job"""

import sqlalchemy as sa
from alembic import op


revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('tally',
    sa.Column('measure', sa.String(length=32), nullable=False),
    sa.Column('labels', sa.String(length=200), nullable=False),
    sa.Column('bound', sa.String(length=16), nullable=False),
    sa.Column('count', sa.BigInteger(), nullable=False),
    sa.Column('total', sa.Float(precision=53), nullable=False),
    sa.PrimaryKeyConstraint('measure', 'labels', 'bound', name=op.f('pk_tally'))
    )
    op.add_column('job', sa.Column('request_id', sa.String(length=64), nullable=True))
    op.add_column('job', sa.Column('traceparent', sa.String(length=64), nullable=True))
    op.add_column('worker', sa.Column('drain', sa.String(length=16), nullable=True))


def downgrade() -> None:
    op.drop_column('worker', 'drain')
    op.drop_column('job', 'traceparent')
    op.drop_column('job', 'request_id')
    op.drop_table('tally')
