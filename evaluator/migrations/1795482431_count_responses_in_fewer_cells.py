"""count responses in fewer cells.

Revision: 1795482431, after 1795480269 (2026-11-24)
"""

import sqlalchemy as sa
from alembic import op

revision = '1795482431'
down_revision = '1795480269'
branch_labels = ()
depends_on = None

# Counting as it was set up by this revision; see surveys/models/counting.py.
SQLITE = (
    'CREATE TRIGGER count_response_insert AFTER INSERT ON response BEGIN INSERT INTO '
    'response_tally (wave_id, kind, contract_id, label, status, reason, shard, count) SELECT '
    'wave_id, kind, contract_id, label, status, reason, shard, SUM(change) FROM (SELECT '
    "NEW.wave_id AS wave_id, 'contract' AS kind, NEW.contract_id AS contract_id, '' AS label, "
    'NEW.status AS status, NEW.reason AS reason, substr(NEW.submission_id, -1) AS shard, 1 AS '
    "change UNION ALL SELECT NEW.wave_id AS wave_id, 'day' AS kind, NEW.contract_id AS "
    "contract_id, CAST(NEW.received_on AS TEXT) AS label, '' AS status, '' AS reason, "
    'substr(NEW.submission_id, -1) AS shard, 1 AS change UNION ALL SELECT NEW.wave_id AS '
    "wave_id, 'interviewer' AS kind, NEW.contract_id AS contract_id, NEW.interviewer AS label, "
    "NEW.status AS status, '' AS reason, '' AS shard, 1 AS change WHERE NEW.interviewer <> '') "
    'AS changed GROUP BY wave_id, kind, contract_id, label, status, reason, shard HAVING '
    'SUM(change) <> 0 ORDER BY wave_id, kind, contract_id, label, status, reason, shard ON '
    'CONFLICT (wave_id, kind, contract_id, label, status, reason, shard) DO UPDATE SET count = '
    'response_tally.count + excluded.count; INSERT INTO unchecked_response (submission_id, '
    'wave_id) VALUES (NEW.submission_id, NEW.wave_id) ON CONFLICT (submission_id) DO NOTHING; '
    'END',
    'CREATE TRIGGER count_response_update AFTER UPDATE ON response BEGIN INSERT INTO '
    'response_tally (wave_id, kind, contract_id, label, status, reason, shard, count) SELECT '
    'wave_id, kind, contract_id, label, status, reason, shard, SUM(change) FROM (SELECT '
    "OLD.wave_id AS wave_id, 'contract' AS kind, OLD.contract_id AS contract_id, '' AS label, "
    'OLD.status AS status, OLD.reason AS reason, substr(OLD.submission_id, -1) AS shard, -1 AS '
    "change UNION ALL SELECT OLD.wave_id AS wave_id, 'day' AS kind, OLD.contract_id AS "
    "contract_id, CAST(OLD.received_on AS TEXT) AS label, '' AS status, '' AS reason, "
    'substr(OLD.submission_id, -1) AS shard, -1 AS change UNION ALL SELECT OLD.wave_id AS '
    "wave_id, 'interviewer' AS kind, OLD.contract_id AS contract_id, OLD.interviewer AS label, "
    "OLD.status AS status, '' AS reason, '' AS shard, -1 AS change WHERE OLD.interviewer <> '' "
    "UNION ALL SELECT NEW.wave_id AS wave_id, 'contract' AS kind, NEW.contract_id AS "
    "contract_id, '' AS label, NEW.status AS status, NEW.reason AS reason, "
    'substr(NEW.submission_id, -1) AS shard, 1 AS change UNION ALL SELECT NEW.wave_id AS '
    "wave_id, 'day' AS kind, NEW.contract_id AS contract_id, CAST(NEW.received_on AS TEXT) AS "
    "label, '' AS status, '' AS reason, substr(NEW.submission_id, -1) AS shard, 1 AS change "
    "UNION ALL SELECT NEW.wave_id AS wave_id, 'interviewer' AS kind, NEW.contract_id AS "
    "contract_id, NEW.interviewer AS label, NEW.status AS status, '' AS reason, '' AS shard, 1 "
    "AS change WHERE NEW.interviewer <> '') AS changed GROUP BY wave_id, kind, contract_id, "
    'label, status, reason, shard HAVING SUM(change) <> 0 ORDER BY wave_id, kind, contract_id, '
    'label, status, reason, shard ON CONFLICT (wave_id, kind, contract_id, label, status, '
    'reason, shard) DO UPDATE SET count = response_tally.count + excluded.count; INSERT INTO '
    'unchecked_response (submission_id, wave_id) VALUES (NEW.submission_id, NEW.wave_id) ON '
    'CONFLICT (submission_id) DO NOTHING; END',
    'CREATE TRIGGER count_response_delete AFTER DELETE ON response BEGIN INSERT INTO '
    'response_tally (wave_id, kind, contract_id, label, status, reason, shard, count) SELECT '
    'wave_id, kind, contract_id, label, status, reason, shard, SUM(change) FROM (SELECT '
    "OLD.wave_id AS wave_id, 'contract' AS kind, OLD.contract_id AS contract_id, '' AS label, "
    'OLD.status AS status, OLD.reason AS reason, substr(OLD.submission_id, -1) AS shard, -1 AS '
    "change UNION ALL SELECT OLD.wave_id AS wave_id, 'day' AS kind, OLD.contract_id AS "
    "contract_id, CAST(OLD.received_on AS TEXT) AS label, '' AS status, '' AS reason, "
    'substr(OLD.submission_id, -1) AS shard, -1 AS change UNION ALL SELECT OLD.wave_id AS '
    "wave_id, 'interviewer' AS kind, OLD.contract_id AS contract_id, OLD.interviewer AS label, "
    "OLD.status AS status, '' AS reason, '' AS shard, -1 AS change WHERE OLD.interviewer <> '') "
    'AS changed GROUP BY wave_id, kind, contract_id, label, status, reason, shard HAVING '
    'SUM(change) <> 0 ORDER BY wave_id, kind, contract_id, label, status, reason, shard ON '
    'CONFLICT (wave_id, kind, contract_id, label, status, reason, shard) DO UPDATE SET count = '
    'response_tally.count + excluded.count; END',
)
POSTGRESQL = (
    'CREATE FUNCTION count_response_insert() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN '
    'INSERT INTO response_tally (wave_id, kind, contract_id, label, status, reason, shard, '
    'count) SELECT wave_id, kind, contract_id, label, status, reason, shard, SUM(change) FROM '
    "(SELECT NEW.wave_id AS wave_id, 'contract' AS kind, NEW.contract_id AS contract_id, '' AS "
    'label, NEW.status AS status, NEW.reason AS reason, right(NEW.submission_id, 1) AS shard, 1 '
    "AS change UNION ALL SELECT NEW.wave_id AS wave_id, 'day' AS kind, NEW.contract_id AS "
    "contract_id, CAST(NEW.received_on AS TEXT) AS label, '' AS status, '' AS reason, "
    'right(NEW.submission_id, 1) AS shard, 1 AS change UNION ALL SELECT NEW.wave_id AS wave_id, '
    "'interviewer' AS kind, NEW.contract_id AS contract_id, NEW.interviewer AS label, "
    "NEW.status AS status, '' AS reason, '' AS shard, 1 AS change WHERE NEW.interviewer <> '') "
    'AS changed GROUP BY wave_id, kind, contract_id, label, status, reason, shard HAVING '
    'SUM(change) <> 0 ORDER BY wave_id, kind, contract_id, label, status, reason, shard ON '
    'CONFLICT (wave_id, kind, contract_id, label, status, reason, shard) DO UPDATE SET count = '
    'response_tally.count + excluded.count; INSERT INTO unchecked_response (submission_id, '
    'wave_id) VALUES (NEW.submission_id, NEW.wave_id) ON CONFLICT (submission_id) DO NOTHING; '
    'RETURN NULL; END $$',
    'CREATE TRIGGER count_response_insert AFTER INSERT ON response FOR EACH ROW EXECUTE '
    'FUNCTION count_response_insert()',
    'CREATE FUNCTION count_response_update() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN '
    'INSERT INTO response_tally (wave_id, kind, contract_id, label, status, reason, shard, '
    'count) SELECT wave_id, kind, contract_id, label, status, reason, shard, SUM(change) FROM '
    "(SELECT OLD.wave_id AS wave_id, 'contract' AS kind, OLD.contract_id AS contract_id, '' AS "
    'label, OLD.status AS status, OLD.reason AS reason, right(OLD.submission_id, 1) AS shard, '
    "-1 AS change UNION ALL SELECT OLD.wave_id AS wave_id, 'day' AS kind, OLD.contract_id AS "
    "contract_id, CAST(OLD.received_on AS TEXT) AS label, '' AS status, '' AS reason, "
    'right(OLD.submission_id, 1) AS shard, -1 AS change UNION ALL SELECT OLD.wave_id AS '
    "wave_id, 'interviewer' AS kind, OLD.contract_id AS contract_id, OLD.interviewer AS label, "
    "OLD.status AS status, '' AS reason, '' AS shard, -1 AS change WHERE OLD.interviewer <> '' "
    "UNION ALL SELECT NEW.wave_id AS wave_id, 'contract' AS kind, NEW.contract_id AS "
    "contract_id, '' AS label, NEW.status AS status, NEW.reason AS reason, "
    'right(NEW.submission_id, 1) AS shard, 1 AS change UNION ALL SELECT NEW.wave_id AS wave_id, '
    "'day' AS kind, NEW.contract_id AS contract_id, CAST(NEW.received_on AS TEXT) AS label, '' "
    "AS status, '' AS reason, right(NEW.submission_id, 1) AS shard, 1 AS change UNION ALL "
    "SELECT NEW.wave_id AS wave_id, 'interviewer' AS kind, NEW.contract_id AS contract_id, "
    "NEW.interviewer AS label, NEW.status AS status, '' AS reason, '' AS shard, 1 AS change "
    "WHERE NEW.interviewer <> '') AS changed GROUP BY wave_id, kind, contract_id, label, "
    'status, reason, shard HAVING SUM(change) <> 0 ORDER BY wave_id, kind, contract_id, label, '
    'status, reason, shard ON CONFLICT (wave_id, kind, contract_id, label, status, reason, '
    'shard) DO UPDATE SET count = response_tally.count + excluded.count; INSERT INTO '
    'unchecked_response (submission_id, wave_id) VALUES (NEW.submission_id, NEW.wave_id) ON '
    'CONFLICT (submission_id) DO NOTHING; RETURN NULL; END $$',
    'CREATE TRIGGER count_response_update AFTER UPDATE ON response FOR EACH ROW EXECUTE '
    'FUNCTION count_response_update()',
    'CREATE FUNCTION count_response_delete() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN '
    'INSERT INTO response_tally (wave_id, kind, contract_id, label, status, reason, shard, '
    'count) SELECT wave_id, kind, contract_id, label, status, reason, shard, SUM(change) FROM '
    "(SELECT OLD.wave_id AS wave_id, 'contract' AS kind, OLD.contract_id AS contract_id, '' AS "
    'label, OLD.status AS status, OLD.reason AS reason, right(OLD.submission_id, 1) AS shard, '
    "-1 AS change UNION ALL SELECT OLD.wave_id AS wave_id, 'day' AS kind, OLD.contract_id AS "
    "contract_id, CAST(OLD.received_on AS TEXT) AS label, '' AS status, '' AS reason, "
    'right(OLD.submission_id, 1) AS shard, -1 AS change UNION ALL SELECT OLD.wave_id AS '
    "wave_id, 'interviewer' AS kind, OLD.contract_id AS contract_id, OLD.interviewer AS label, "
    "OLD.status AS status, '' AS reason, '' AS shard, -1 AS change WHERE OLD.interviewer <> '') "
    'AS changed GROUP BY wave_id, kind, contract_id, label, status, reason, shard HAVING '
    'SUM(change) <> 0 ORDER BY wave_id, kind, contract_id, label, status, reason, shard ON '
    'CONFLICT (wave_id, kind, contract_id, label, status, reason, shard) DO UPDATE SET count = '
    'response_tally.count + excluded.count; RETURN NULL; END $$',
    'CREATE TRIGGER count_response_delete AFTER DELETE ON response FOR EACH ROW EXECUTE '
    'FUNCTION count_response_delete()',
)
FIRST_COUNTS = (
    'INSERT INTO response_tally (wave_id, kind, contract_id, label, status, reason, shard, '
    "count) SELECT wave_id, 'contract', contract_id, '', status, reason, substr(submission_id, "
    'length(submission_id), 1), COUNT(*) FROM response GROUP BY 1, 3, 5, 6, 7',
    'INSERT INTO response_tally (wave_id, kind, contract_id, label, status, reason, shard, '
    "count) SELECT wave_id, 'day', contract_id, CAST(received_on AS TEXT), '', '', "
    'substr(submission_id, length(submission_id), 1), COUNT(*) FROM response GROUP BY 1, 3, 4, '
    '7',
    'INSERT INTO response_tally (wave_id, kind, contract_id, label, status, reason, shard, '
    "count) SELECT wave_id, 'interviewer', contract_id, interviewer, status, '', '', COUNT(*) "
    "FROM response WHERE interviewer <> '' GROUP BY 1, 3, 4, 5",
)


def stop_counting(is_sqlite: bool) -> None:
    """Drop the triggers on responses."""
    for happening in ('insert', 'update', 'delete'):
        name = f'count_response_{happening}'
        op.execute(f'DROP TRIGGER {name}' + ('' if is_sqlite else ' ON response'))
        if not is_sqlite:
            op.execute(f'DROP FUNCTION {name}()')


def upgrade() -> None:
    """Apply the change."""
    is_sqlite = op.get_bind().dialect.name == 'sqlite'
    stop_counting(is_sqlite)
    op.drop_table('response_tally')
    op.create_table('response_tally',
    sa.Column('wave_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=12), nullable=False),
    sa.Column('contract_id', sa.Integer(), nullable=False),
    sa.Column('label', sa.String(length=20), nullable=False),
    sa.Column('status', sa.String(length=10), nullable=False),
    sa.Column('reason', sa.String(length=40), nullable=False),
    sa.Column('shard', sa.String(length=1), nullable=False),
    sa.Column('count', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['contract_id'], ['contract.id'], name=op.f('fk_response_tally_contract_id')),
    sa.ForeignKeyConstraint(['wave_id'], ['wave.id'], name=op.f('fk_response_tally_wave_id')),
    sa.PrimaryKeyConstraint('wave_id', 'kind', 'contract_id', 'label', 'status', 'reason', 'shard', name=op.f('pk_response_tally'))
    )
    for statement in (*(SQLITE if is_sqlite else POSTGRESQL), *FIRST_COUNTS):
        op.execute(sa.text(statement.replace(':', r'\:')))


def downgrade() -> None:
    """Nothing before this revision was ever released."""
    raise NotImplementedError
