"""keys, sessions, the audit trail, and owners of what people bring"""

import sqlalchemy as sa
from alembic import op


revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None

OWNED = ('upload', 'data_set', 'model')


def upgrade() -> None:
    op.create_table('api_key',
    sa.Column('id', sa.String(length=8), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('name', sa.String(length=64), nullable=False),
    sa.Column('owner', sa.String(length=64), nullable=False),
    sa.Column('role', sa.String(length=16), nullable=True),
    sa.Column('scopes', sa.String(length=256), nullable=False),
    sa.Column('limits', sa.JSON(none_as_null=True), nullable=True),
    sa.Column('created_at', sa.Float(precision=53), nullable=False),
    sa.Column('expires_at', sa.Float(precision=53), nullable=True),
    sa.Column('last_used_at', sa.Float(precision=53), nullable=True),
    sa.Column('revoked_at', sa.Float(precision=53), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_api_key'))
    )
    op.create_table('sign_in',
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('key_id', sa.String(length=8), nullable=False),
    sa.Column('created_at', sa.Float(precision=53), nullable=False),
    sa.Column('expires_at', sa.Float(precision=53), nullable=False),
    sa.ForeignKeyConstraint(['key_id'], ['api_key.id'], name=op.f('fk_sign_in_key_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('digest', name=op.f('pk_sign_in'))
    )
    op.create_index('ix_sign_in_expires', 'sign_in', ['expires_at'])
    op.create_table('audit',
    sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('at', sa.Float(precision=53), nullable=False),
    sa.Column('key_id', sa.String(length=8), nullable=True),
    sa.Column('owner', sa.String(length=64), nullable=False),
    sa.Column('action', sa.String(length=64), nullable=False),
    sa.Column('object', sa.String(length=128), nullable=False),
    sa.Column('request_id', sa.String(length=64), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_audit'))
    )
    op.create_index('ix_audit_at', 'audit', ['at'])
    op.add_column('job', sa.Column('key_id', sa.String(length=8), nullable=True))
    op.create_index('ix_job_started', 'job', ['started_at'])
    for table in OWNED:
        op.add_column(table, sa.Column('owner', sa.String(length=64), server_default='local', nullable=False))
    op.create_index('ix_upload_sha256', 'upload', ['sha256'])
    _one_upload_per('uq_upload_owner', ['owner', 'sha256'], instead_of='uq_upload_sha256')


def downgrade() -> None:
    # the same bytes of several owners become one upload again
    first = '(SELECT min(other.id) FROM upload AS other WHERE other.sha256 = upload.sha256)'
    op.execute(f'UPDATE data_set SET upload_id = (SELECT {first} FROM upload WHERE upload.id = data_set.upload_id)')
    op.execute(f'DELETE FROM upload WHERE id <> {first}')
    _one_upload_per('uq_upload_sha256', ['sha256'], instead_of='uq_upload_owner')
    op.drop_index('ix_upload_sha256', 'upload')
    for table in OWNED:
        op.drop_column(table, 'owner')
    op.drop_index('ix_job_started', 'job')
    op.drop_column('job', 'key_id')
    op.drop_table('audit')
    op.drop_table('sign_in')
    op.drop_table('api_key')


def _one_upload_per(name: str, columns: list[str], *, instead_of: str) -> None:
    """SQLite makes the table anew for this, which it refuses while data sets point to the rows: they step aside."""
    sqlite = op.get_bind().dialect.name == 'sqlite'
    if sqlite:
        op.execute('CREATE TEMPORARY TABLE aside AS SELECT * FROM data_set')
        op.execute('DELETE FROM data_set')
    with op.batch_alter_table('upload', schema=None) as batch_op:
        batch_op.drop_constraint(instead_of, type_='unique')
        batch_op.create_unique_constraint(name, columns)
    if sqlite:
        op.execute('INSERT INTO data_set SELECT * FROM aside')
        op.execute('DROP TABLE aside')
