"""what became of stored files, and sweeps over the store"""

import sqlalchemy as sa
from alembic import op


revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('expired_file',
    sa.Column('item', sa.String(length=200), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('owner', sa.String(length=64), nullable=False),
    sa.Column('kind', sa.String(length=16), nullable=False),
    sa.Column('bytes', sa.BigInteger(), nullable=False),
    sa.Column('expired_at', sa.Float(precision=53), nullable=False),
    sa.PrimaryKeyConstraint('item', name=op.f('pk_expired_file'))
    )
    op.create_index('ix_expired_file_sha256', 'expired_file', ['sha256'])
    op.create_table('damaged_file',
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('damage', sa.String(length=8), nullable=False),
    sa.Column('found_at', sa.Float(precision=53), nullable=False),
    sa.PrimaryKeyConstraint('sha256', name=op.f('pk_damaged_file'))
    )
    op.create_table('storage_sweep',
    sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('started_at', sa.Float(precision=53), nullable=False),
    sa.Column('finished_at', sa.Float(precision=53), nullable=True),
    sa.Column('found', sa.JSON(none_as_null=True), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_storage_sweep'))
    )


def downgrade() -> None:
    op.drop_table('storage_sweep')
    op.drop_table('damaged_file')
    op.drop_table('expired_file')
