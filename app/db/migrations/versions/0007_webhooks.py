"""webhooks and their deliveries"""

import sqlalchemy as sa
from alembic import op


revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('webhook',
    sa.Column('id', sa.String(length=40), nullable=False),
    sa.Column('owner', sa.String(length=64), nullable=False),
    sa.Column('name', sa.String(length=64), nullable=False),
    sa.Column('url', sa.String(length=2048), nullable=True),
    sa.Column('events', sa.String(length=200), nullable=False),
    sa.Column('generation', sa.Integer(), nullable=False),
    sa.Column('old_until', sa.Float(precision=53), nullable=True),
    sa.Column('disabled', sa.String(length=16), nullable=True),
    sa.Column('created_at', sa.Float(precision=53), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_webhook'))
    )
    op.create_index('ix_webhook_owner', 'webhook', ['owner'], unique=False)
    op.create_table('webhook_delivery',
    sa.Column('id', sa.String(length=40), nullable=False),
    sa.Column('webhook_id', sa.String(length=40), nullable=False),
    sa.Column('url', sa.String(length=2048), nullable=True),
    sa.Column('job_id', sa.String(length=64), nullable=True),
    sa.Column('type', sa.String(length=32), nullable=False),
    sa.Column('body', sa.Text(), nullable=True),
    sa.Column('state', sa.String(length=16), nullable=False),
    sa.Column('attempt', sa.Integer(), nullable=False),
    sa.Column('next_at', sa.Float(precision=53), nullable=False),
    sa.Column('lease_until', sa.Float(precision=53), nullable=True),
    sa.Column('tries', sa.JSON(none_as_null=True), nullable=False),
    sa.Column('created_at', sa.Float(precision=53), nullable=False),
    sa.Column('delivered_at', sa.Float(precision=53), nullable=True),
    sa.ForeignKeyConstraint(['webhook_id'], ['webhook.id'], name=op.f('fk_webhook_delivery_webhook_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_webhook_delivery'))
    )
    op.create_index('ix_webhook_delivery_due', 'webhook_delivery', ['state', 'next_at'], unique=False)
    op.create_index('ix_webhook_delivery_webhook', 'webhook_delivery', ['webhook_id', 'created_at'], unique=False)
    op.add_column('job', sa.Column('webhook', sa.JSON(none_as_null=True), nullable=True))


def downgrade() -> None:
    op.drop_column('job', 'webhook')
    op.drop_index('ix_webhook_delivery_webhook', table_name='webhook_delivery')
    op.drop_index('ix_webhook_delivery_due', table_name='webhook_delivery')
    op.drop_table('webhook_delivery')
    op.drop_index('ix_webhook_owner', table_name='webhook')
    op.drop_table('webhook')
