"""add tallies, flags and reviews.

Revision: 1795479605, after 1795478122 (2026-11-24)
"""

import sqlalchemy as sa
from alembic import op

import evaluator.models.base

revision = '1795479605'
down_revision = '1795478122'
branch_labels = ()
depends_on = None

# Counting as it was set up by this revision; see surveys/models/counting.py.
SQLITE = (
    'CREATE TRIGGER count_response_insert AFTER INSERT ON response BEGIN INSERT INTO '
    'response_tally (wave_id, contract_id, received_on, mode, interviewer, status, reason, '
    'shard, count) SELECT wave_id, contract_id, received_on, mode, interviewer, status, reason, '
    'shard, SUM(change) FROM (SELECT NEW.wave_id AS wave_id, NEW.contract_id AS contract_id, '
    'NEW.received_on AS received_on, NEW.mode AS mode, NEW.interviewer AS interviewer, '
    'NEW.status AS status, NEW.reason AS reason, substr(NEW.submission_id, -1) AS shard, 1 AS '
    'change) AS changed GROUP BY wave_id, contract_id, received_on, mode, interviewer, status, '
    'reason, shard HAVING SUM(change) <> 0 ORDER BY wave_id, contract_id, received_on, mode, '
    'interviewer, status, reason, shard ON CONFLICT (wave_id, contract_id, received_on, mode, '
    'interviewer, status, reason, shard) DO UPDATE SET count = response_tally.count + '
    'excluded.count; INSERT INTO unchecked_response (submission_id, wave_id) VALUES '
    '(NEW.submission_id, NEW.wave_id) ON CONFLICT (submission_id) DO NOTHING; END',
    'CREATE TRIGGER count_response_update AFTER UPDATE ON response BEGIN INSERT INTO '
    'response_tally (wave_id, contract_id, received_on, mode, interviewer, status, reason, '
    'shard, count) SELECT wave_id, contract_id, received_on, mode, interviewer, status, reason, '
    'shard, SUM(change) FROM (SELECT OLD.wave_id AS wave_id, OLD.contract_id AS contract_id, '
    'OLD.received_on AS received_on, OLD.mode AS mode, OLD.interviewer AS interviewer, '
    'OLD.status AS status, OLD.reason AS reason, substr(OLD.submission_id, -1) AS shard, -1 AS '
    'change UNION ALL SELECT NEW.wave_id AS wave_id, NEW.contract_id AS contract_id, '
    'NEW.received_on AS received_on, NEW.mode AS mode, NEW.interviewer AS interviewer, '
    'NEW.status AS status, NEW.reason AS reason, substr(NEW.submission_id, -1) AS shard, 1 AS '
    'change) AS changed GROUP BY wave_id, contract_id, received_on, mode, interviewer, status, '
    'reason, shard HAVING SUM(change) <> 0 ORDER BY wave_id, contract_id, received_on, mode, '
    'interviewer, status, reason, shard ON CONFLICT (wave_id, contract_id, received_on, mode, '
    'interviewer, status, reason, shard) DO UPDATE SET count = response_tally.count + '
    'excluded.count; INSERT INTO unchecked_response (submission_id, wave_id) VALUES '
    '(NEW.submission_id, NEW.wave_id) ON CONFLICT (submission_id) DO NOTHING; END',
    'CREATE TRIGGER count_response_delete AFTER DELETE ON response BEGIN INSERT INTO '
    'response_tally (wave_id, contract_id, received_on, mode, interviewer, status, reason, '
    'shard, count) SELECT wave_id, contract_id, received_on, mode, interviewer, status, reason, '
    'shard, SUM(change) FROM (SELECT OLD.wave_id AS wave_id, OLD.contract_id AS contract_id, '
    'OLD.received_on AS received_on, OLD.mode AS mode, OLD.interviewer AS interviewer, '
    'OLD.status AS status, OLD.reason AS reason, substr(OLD.submission_id, -1) AS shard, -1 AS '
    'change) AS changed GROUP BY wave_id, contract_id, received_on, mode, interviewer, status, '
    'reason, shard HAVING SUM(change) <> 0 ORDER BY wave_id, contract_id, received_on, mode, '
    'interviewer, status, reason, shard ON CONFLICT (wave_id, contract_id, received_on, mode, '
    'interviewer, status, reason, shard) DO UPDATE SET count = response_tally.count + '
    'excluded.count; END',
    'CREATE TRIGGER count_survey_case_insert AFTER INSERT ON survey_case BEGIN INSERT INTO '
    'case_tally (wave_id, contract_id, disposition, shard, count) SELECT wave_id, contract_id, '
    'disposition, shard, SUM(change) FROM (SELECT NEW.wave_id AS wave_id, NEW.contract_id AS '
    'contract_id, NEW.disposition AS disposition, substr(NEW.id, -1) AS shard, 1 AS change) AS '
    'changed GROUP BY wave_id, contract_id, disposition, shard HAVING SUM(change) <> 0 ORDER BY '
    'wave_id, contract_id, disposition, shard ON CONFLICT (wave_id, contract_id, disposition, '
    'shard) DO UPDATE SET count = case_tally.count + excluded.count; END',
    'CREATE TRIGGER count_survey_case_update AFTER UPDATE ON survey_case BEGIN INSERT INTO '
    'case_tally (wave_id, contract_id, disposition, shard, count) SELECT wave_id, contract_id, '
    'disposition, shard, SUM(change) FROM (SELECT OLD.wave_id AS wave_id, OLD.contract_id AS '
    'contract_id, OLD.disposition AS disposition, substr(OLD.id, -1) AS shard, -1 AS change '
    'UNION ALL SELECT NEW.wave_id AS wave_id, NEW.contract_id AS contract_id, NEW.disposition '
    'AS disposition, substr(NEW.id, -1) AS shard, 1 AS change) AS changed GROUP BY wave_id, '
    'contract_id, disposition, shard HAVING SUM(change) <> 0 ORDER BY wave_id, contract_id, '
    'disposition, shard ON CONFLICT (wave_id, contract_id, disposition, shard) DO UPDATE SET '
    'count = case_tally.count + excluded.count; END',
    'CREATE TRIGGER count_survey_case_delete AFTER DELETE ON survey_case BEGIN INSERT INTO '
    'case_tally (wave_id, contract_id, disposition, shard, count) SELECT wave_id, contract_id, '
    'disposition, shard, SUM(change) FROM (SELECT OLD.wave_id AS wave_id, OLD.contract_id AS '
    'contract_id, OLD.disposition AS disposition, substr(OLD.id, -1) AS shard, -1 AS change) AS '
    'changed GROUP BY wave_id, contract_id, disposition, shard HAVING SUM(change) <> 0 ORDER BY '
    'wave_id, contract_id, disposition, shard ON CONFLICT (wave_id, contract_id, disposition, '
    'shard) DO UPDATE SET count = case_tally.count + excluded.count; END',
)
POSTGRESQL = (
    'CREATE FUNCTION count_response_insert() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN '
    'INSERT INTO response_tally (wave_id, contract_id, received_on, mode, interviewer, status, '
    'reason, shard, count) SELECT wave_id, contract_id, received_on, mode, interviewer, status, '
    'reason, shard, SUM(change) FROM (SELECT NEW.wave_id AS wave_id, NEW.contract_id AS '
    'contract_id, NEW.received_on AS received_on, NEW.mode AS mode, NEW.interviewer AS '
    'interviewer, NEW.status AS status, NEW.reason AS reason, right(NEW.submission_id, 1) AS '
    'shard, 1 AS change) AS changed GROUP BY wave_id, contract_id, received_on, mode, '
    'interviewer, status, reason, shard HAVING SUM(change) <> 0 ORDER BY wave_id, contract_id, '
    'received_on, mode, interviewer, status, reason, shard ON CONFLICT (wave_id, contract_id, '
    'received_on, mode, interviewer, status, reason, shard) DO UPDATE SET count = '
    'response_tally.count + excluded.count; INSERT INTO unchecked_response (submission_id, '
    'wave_id) VALUES (NEW.submission_id, NEW.wave_id) ON CONFLICT (submission_id) DO NOTHING; '
    'RETURN NULL; END $$',
    'CREATE TRIGGER count_response_insert AFTER INSERT ON response FOR EACH ROW EXECUTE '
    'FUNCTION count_response_insert()',
    'CREATE FUNCTION count_response_update() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN '
    'INSERT INTO response_tally (wave_id, contract_id, received_on, mode, interviewer, status, '
    'reason, shard, count) SELECT wave_id, contract_id, received_on, mode, interviewer, status, '
    'reason, shard, SUM(change) FROM (SELECT OLD.wave_id AS wave_id, OLD.contract_id AS '
    'contract_id, OLD.received_on AS received_on, OLD.mode AS mode, OLD.interviewer AS '
    'interviewer, OLD.status AS status, OLD.reason AS reason, right(OLD.submission_id, 1) AS '
    'shard, -1 AS change UNION ALL SELECT NEW.wave_id AS wave_id, NEW.contract_id AS '
    'contract_id, NEW.received_on AS received_on, NEW.mode AS mode, NEW.interviewer AS '
    'interviewer, NEW.status AS status, NEW.reason AS reason, right(NEW.submission_id, 1) AS '
    'shard, 1 AS change) AS changed GROUP BY wave_id, contract_id, received_on, mode, '
    'interviewer, status, reason, shard HAVING SUM(change) <> 0 ORDER BY wave_id, contract_id, '
    'received_on, mode, interviewer, status, reason, shard ON CONFLICT (wave_id, contract_id, '
    'received_on, mode, interviewer, status, reason, shard) DO UPDATE SET count = '
    'response_tally.count + excluded.count; INSERT INTO unchecked_response (submission_id, '
    'wave_id) VALUES (NEW.submission_id, NEW.wave_id) ON CONFLICT (submission_id) DO NOTHING; '
    'RETURN NULL; END $$',
    'CREATE TRIGGER count_response_update AFTER UPDATE ON response FOR EACH ROW EXECUTE '
    'FUNCTION count_response_update()',
    'CREATE FUNCTION count_response_delete() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN '
    'INSERT INTO response_tally (wave_id, contract_id, received_on, mode, interviewer, status, '
    'reason, shard, count) SELECT wave_id, contract_id, received_on, mode, interviewer, status, '
    'reason, shard, SUM(change) FROM (SELECT OLD.wave_id AS wave_id, OLD.contract_id AS '
    'contract_id, OLD.received_on AS received_on, OLD.mode AS mode, OLD.interviewer AS '
    'interviewer, OLD.status AS status, OLD.reason AS reason, right(OLD.submission_id, 1) AS '
    'shard, -1 AS change) AS changed GROUP BY wave_id, contract_id, received_on, mode, '
    'interviewer, status, reason, shard HAVING SUM(change) <> 0 ORDER BY wave_id, contract_id, '
    'received_on, mode, interviewer, status, reason, shard ON CONFLICT (wave_id, contract_id, '
    'received_on, mode, interviewer, status, reason, shard) DO UPDATE SET count = '
    'response_tally.count + excluded.count; RETURN NULL; END $$',
    'CREATE TRIGGER count_response_delete AFTER DELETE ON response FOR EACH ROW EXECUTE '
    'FUNCTION count_response_delete()',
    'CREATE FUNCTION count_survey_case_insert() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN '
    'INSERT INTO case_tally (wave_id, contract_id, disposition, shard, count) SELECT wave_id, '
    'contract_id, disposition, shard, SUM(change) FROM (SELECT NEW.wave_id AS wave_id, '
    'NEW.contract_id AS contract_id, NEW.disposition AS disposition, right(NEW.id, 1) AS shard, '
    '1 AS change) AS changed GROUP BY wave_id, contract_id, disposition, shard HAVING '
    'SUM(change) <> 0 ORDER BY wave_id, contract_id, disposition, shard ON CONFLICT (wave_id, '
    'contract_id, disposition, shard) DO UPDATE SET count = case_tally.count + excluded.count; '
    'RETURN NULL; END $$',
    'CREATE TRIGGER count_survey_case_insert AFTER INSERT ON survey_case FOR EACH ROW EXECUTE '
    'FUNCTION count_survey_case_insert()',
    'CREATE FUNCTION count_survey_case_update() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN '
    'INSERT INTO case_tally (wave_id, contract_id, disposition, shard, count) SELECT wave_id, '
    'contract_id, disposition, shard, SUM(change) FROM (SELECT OLD.wave_id AS wave_id, '
    'OLD.contract_id AS contract_id, OLD.disposition AS disposition, right(OLD.id, 1) AS shard, '
    '-1 AS change UNION ALL SELECT NEW.wave_id AS wave_id, NEW.contract_id AS contract_id, '
    'NEW.disposition AS disposition, right(NEW.id, 1) AS shard, 1 AS change) AS changed GROUP '
    'BY wave_id, contract_id, disposition, shard HAVING SUM(change) <> 0 ORDER BY wave_id, '
    'contract_id, disposition, shard ON CONFLICT (wave_id, contract_id, disposition, shard) DO '
    'UPDATE SET count = case_tally.count + excluded.count; RETURN NULL; END $$',
    'CREATE TRIGGER count_survey_case_update AFTER UPDATE ON survey_case FOR EACH ROW EXECUTE '
    'FUNCTION count_survey_case_update()',
    'CREATE FUNCTION count_survey_case_delete() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN '
    'INSERT INTO case_tally (wave_id, contract_id, disposition, shard, count) SELECT wave_id, '
    'contract_id, disposition, shard, SUM(change) FROM (SELECT OLD.wave_id AS wave_id, '
    'OLD.contract_id AS contract_id, OLD.disposition AS disposition, right(OLD.id, 1) AS shard, '
    '-1 AS change) AS changed GROUP BY wave_id, contract_id, disposition, shard HAVING '
    'SUM(change) <> 0 ORDER BY wave_id, contract_id, disposition, shard ON CONFLICT (wave_id, '
    'contract_id, disposition, shard) DO UPDATE SET count = case_tally.count + excluded.count; '
    'RETURN NULL; END $$',
    'CREATE TRIGGER count_survey_case_delete AFTER DELETE ON survey_case FOR EACH ROW EXECUTE '
    'FUNCTION count_survey_case_delete()',
)
FIRST_COUNTS = (
    'INSERT INTO response_tally (wave_id, contract_id, received_on, mode, interviewer, status, '
    'reason, shard, count) SELECT wave_id, contract_id, received_on, mode, interviewer, status, '
    'reason, substr(submission_id, length(submission_id), 1), COUNT(*) FROM response '
    'GROUP BY 1, 2, 3, 4, 5, 6, 7, 8',
    'INSERT INTO case_tally (wave_id, contract_id, disposition, shard, count) SELECT wave_id, '
    'contract_id, disposition, substr(id, length(id), 1), COUNT(*) FROM survey_case '
    'GROUP BY 1, 2, 3, 4',
    'INSERT INTO unchecked_response (submission_id, wave_id) SELECT submission_id, wave_id '
    'FROM response',
)


def upgrade() -> None:
    """Apply the change."""
    # ### commands auto generated by Alembic - please adjust! ###
    op.create_table('back_check_draw',
    sa.Column('wave_id', sa.Integer(), nullable=False),
    sa.Column('seed', sa.String(length=32), nullable=False),
    sa.Column('share', sa.Double(), nullable=False),
    sa.Column('begun_at', evaluator.models.base.Instant(timezone=True), nullable=False),
    sa.CheckConstraint('share > 0 AND share <= 1', name=op.f('ck_back_check_draw_share_possible')),
    sa.ForeignKeyConstraint(['wave_id'], ['wave.id'], name=op.f('fk_back_check_draw_wave_id')),
    sa.PrimaryKeyConstraint('wave_id', name=op.f('pk_back_check_draw'))
    )
    op.create_table('case_tally',
    sa.Column('wave_id', sa.Integer(), nullable=False),
    sa.Column('contract_id', sa.Integer(), nullable=False),
    sa.Column('disposition', sa.String(length=5), nullable=False),
    sa.Column('shard', sa.String(length=1), nullable=False),
    sa.Column('count', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['contract_id'], ['contract.id'], name=op.f('fk_case_tally_contract_id')),
    sa.ForeignKeyConstraint(['wave_id'], ['wave.id'], name=op.f('fk_case_tally_wave_id')),
    sa.PrimaryKeyConstraint('wave_id', 'contract_id', 'disposition', 'shard', name=op.f('pk_case_tally'))
    )
    op.create_table('interviewer_sign',
    sa.Column('wave_id', sa.Integer(), nullable=False),
    sa.Column('interviewer', sa.String(length=20), nullable=False),
    sa.Column('interviews', sa.Integer(), nullable=False),
    sa.Column('score', sa.Double(), nullable=False),
    sa.Column('threshold', sa.Double(), nullable=False),
    sa.Column('is_suspected', sa.Boolean(), nullable=False),
    sa.Column('strongest', sa.String(length=200), nullable=False),
    sa.Column('computed_at', evaluator.models.base.Instant(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['wave_id'], ['wave.id'], name=op.f('fk_interviewer_sign_wave_id')),
    sa.PrimaryKeyConstraint('wave_id', 'interviewer', name=op.f('pk_interviewer_sign'))
    )
    op.create_table('response_tally',
    sa.Column('wave_id', sa.Integer(), nullable=False),
    sa.Column('contract_id', sa.Integer(), nullable=False),
    sa.Column('received_on', sa.Date(), nullable=False),
    sa.Column('mode', sa.String(length=20), nullable=False),
    sa.Column('interviewer', sa.String(length=20), nullable=False),
    sa.Column('status', sa.String(length=10), nullable=False),
    sa.Column('reason', sa.String(length=40), nullable=False),
    sa.Column('shard', sa.String(length=1), nullable=False),
    sa.Column('count', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['contract_id'], ['contract.id'], name=op.f('fk_response_tally_contract_id')),
    sa.ForeignKeyConstraint(['wave_id'], ['wave.id'], name=op.f('fk_response_tally_wave_id')),
    sa.PrimaryKeyConstraint('wave_id', 'contract_id', 'received_on', 'mode', 'interviewer', 'status', 'reason', 'shard', name=op.f('pk_response_tally'))
    )
    op.create_table('unchecked_response',
    sa.Column('submission_id', sa.String(length=32), nullable=False),
    sa.Column('wave_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['wave_id'], ['wave.id'], name=op.f('fk_unchecked_response_wave_id')),
    sa.PrimaryKeyConstraint('submission_id', name=op.f('pk_unchecked_response')),
    sqlite_with_rowid=False
    )
    with op.batch_alter_table('unchecked_response', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_unchecked_response_wave_id_submission_id'), ['wave_id', 'submission_id'], unique=False)

    op.create_table('adjudication',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('wave_id', sa.Integer(), nullable=False),
    sa.Column('submission_id', sa.String(length=32), nullable=False),
    sa.Column('verdict', sa.String(length=10), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('changes', sa.JSON(), nullable=False),
    sa.Column('before', sa.JSON(), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('proposed_by_id', sa.Integer(), nullable=False),
    sa.Column('proposed_at', evaluator.models.base.Instant(timezone=True), nullable=False),
    sa.Column('decided_by_id', sa.Integer(), nullable=True),
    sa.Column('decided_at', evaluator.models.base.Instant(timezone=True), nullable=True),
    sa.Column('note', sa.Text(), nullable=False),
    sa.CheckConstraint("reason <> ''", name=op.f('ck_adjudication_reason_given')),
    sa.CheckConstraint("state = 'proposed' OR decided_by_id IS NOT NULL", name=op.f('ck_adjudication_decided_by_somebody')),
    sa.CheckConstraint("state IN ('proposed', 'confirmed', 'declined')", name=op.f('ck_adjudication_state_known')),
    sa.CheckConstraint("verdict IN ('accept', 'repair', 'redo', 'reject')", name=op.f('ck_adjudication_verdict_known')),
    sa.CheckConstraint('decided_by_id <> proposed_by_id', name=op.f('ck_adjudication_two_people')),
    sa.ForeignKeyConstraint(['decided_by_id'], ['account.id'], name=op.f('fk_adjudication_decided_by_id')),
    sa.ForeignKeyConstraint(['proposed_by_id'], ['account.id'], name=op.f('fk_adjudication_proposed_by_id')),
    sa.ForeignKeyConstraint(['submission_id'], ['response.submission_id'], name=op.f('fk_adjudication_submission_id')),
    sa.ForeignKeyConstraint(['wave_id'], ['wave.id'], name=op.f('fk_adjudication_wave_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_adjudication'))
    )
    with op.batch_alter_table('adjudication', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_adjudication_submission_id'), ['submission_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_adjudication_wave_id_state'), ['wave_id', 'state'], unique=False)
        batch_op.create_index('uq_adjudication_open', ['submission_id'], unique=True, sqlite_where=sa.text("state = 'proposed'"), postgresql_where=sa.text("state = 'proposed'"))

    op.create_table('back_check',
    sa.Column('submission_id', sa.String(length=32), nullable=False),
    sa.Column('wave_id', sa.Integer(), nullable=False),
    sa.Column('interviewer', sa.String(length=20), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('drawn_at', evaluator.models.base.Instant(timezone=True), nullable=False),
    sa.Column('checker', sa.String(length=20), nullable=False),
    sa.Column('checked_by_id', sa.Integer(), nullable=True),
    sa.Column('checked_at', evaluator.models.base.Instant(timezone=True), nullable=True),
    sa.Column('is_held', sa.Boolean(), nullable=True),
    sa.Column('answers', sa.JSON(), nullable=False),
    sa.Column('compared', sa.Integer(), nullable=False),
    sa.Column('differing', sa.Integer(), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.CheckConstraint("checker = '' OR checker <> interviewer", name=op.f('ck_back_check_independent')),
    sa.CheckConstraint("state <> 'done' OR is_held IS NOT NULL", name=op.f('ck_back_check_done_says_whether_held')),
    sa.CheckConstraint("state IN ('drawn', 'done', 'unreached')", name=op.f('ck_back_check_state_known')),
    sa.CheckConstraint('differing <= compared', name=op.f('ck_back_check_differing_among_compared')),
    sa.ForeignKeyConstraint(['checked_by_id'], ['account.id'], name=op.f('fk_back_check_checked_by_id')),
    sa.ForeignKeyConstraint(['submission_id'], ['response.submission_id'], name=op.f('fk_back_check_submission_id')),
    sa.ForeignKeyConstraint(['wave_id'], ['wave.id'], name=op.f('fk_back_check_wave_id')),
    sa.PrimaryKeyConstraint('submission_id', name=op.f('pk_back_check'))
    )
    with op.batch_alter_table('back_check', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_back_check_wave_id_interviewer'), ['wave_id', 'interviewer'], unique=False)
        batch_op.create_index(batch_op.f('ix_back_check_wave_id_state_submission_id'), ['wave_id', 'state', 'submission_id'], unique=False)

    op.create_table('conflict_choice',
    sa.Column('conflict_id', sa.Integer(), nullable=False),
    sa.Column('choice', sa.String(length=10), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('before', sa.JSON(), nullable=False),
    sa.Column('chosen_by_id', sa.Integer(), nullable=False),
    sa.Column('chosen_at', evaluator.models.base.Instant(timezone=True), nullable=False),
    sa.CheckConstraint("choice IN ('kept', 'replaced')", name=op.f('ck_conflict_choice_choice_known')),
    sa.CheckConstraint("reason <> ''", name=op.f('ck_conflict_choice_reason_given')),
    sa.ForeignKeyConstraint(['chosen_by_id'], ['account.id'], name=op.f('fk_conflict_choice_chosen_by_id')),
    sa.ForeignKeyConstraint(['conflict_id'], ['response_conflict.id'], name=op.f('fk_conflict_choice_conflict_id')),
    sa.PrimaryKeyConstraint('conflict_id', name=op.f('pk_conflict_choice'))
    )
    op.create_table('interview_trace',
    sa.Column('submission_id', sa.String(length=32), nullable=False),
    sa.Column('started_at', evaluator.models.base.Instant(timezone=True), nullable=False),
    sa.Column('ended_at', evaluator.models.base.Instant(timezone=True), nullable=False),
    sa.Column('latitude', sa.Double(), nullable=True),
    sa.Column('longitude', sa.Double(), nullable=True),
    sa.Column('accuracy_metres', sa.Double(), nullable=True),
    sa.CheckConstraint('(latitude IS NULL) = (longitude IS NULL)', name=op.f('ck_interview_trace_position_whole')),
    sa.CheckConstraint('ended_at >= started_at', name=op.f('ck_interview_trace_ends_after_start')),
    sa.ForeignKeyConstraint(['submission_id'], ['response.submission_id'], name=op.f('fk_interview_trace_submission_id')),
    sa.PrimaryKeyConstraint('submission_id', name=op.f('pk_interview_trace'))
    )
    op.create_table('quality_flag',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('submission_id', sa.String(length=32), nullable=False),
    sa.Column('wave_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('formula', sa.String(length=20), nullable=False),
    sa.Column('value', sa.Double(), nullable=False),
    sa.Column('threshold', sa.Double(), nullable=False),
    sa.Column('partner', sa.String(length=32), nullable=False),
    sa.Column('raised_at', evaluator.models.base.Instant(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['submission_id'], ['response.submission_id'], name=op.f('fk_quality_flag_submission_id')),
    sa.ForeignKeyConstraint(['wave_id'], ['wave.id'], name=op.f('fk_quality_flag_wave_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_quality_flag')),
    sa.UniqueConstraint('submission_id', 'kind', name=op.f('uq_quality_flag_submission_id_kind'))
    )
    with op.batch_alter_table('quality_flag', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_quality_flag_wave_id_kind_submission_id'), ['wave_id', 'kind', 'submission_id'], unique=False)

    with op.batch_alter_table('response', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_response_wave_id'))
        batch_op.drop_constraint(batch_op.f('uq_response_case_id'), type_='unique')
        batch_op.create_index(batch_op.f('ix_response_case_id'), ['case_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_response_wave_id_interviewer_submission_id'), ['wave_id', 'interviewer', 'submission_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_response_wave_id_status_submission_id'), ['wave_id', 'status', 'submission_id'], unique=False)
        batch_op.create_index('uq_response_counted_case', ['case_id'], unique=True, sqlite_where=sa.text("status = 'accepted'"), postgresql_where=sa.text("status = 'accepted'"))

    with op.batch_alter_table('survey_case', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_survey_case_wave_id_contract_id_stratum_psu'), ['wave_id', 'contract_id', 'stratum', 'psu'], unique=False)

    # ### end Alembic commands ###
    is_sqlite = op.get_bind().dialect.name == 'sqlite'
    for statement in (*(SQLITE if is_sqlite else POSTGRESQL), *FIRST_COUNTS):
        op.execute(sa.text(statement.replace(':', r'\:')))


def downgrade() -> None:
    """Take the change back."""
    is_sqlite = op.get_bind().dialect.name == 'sqlite'
    for table in ('response', 'survey_case'):
        for happening in ('insert', 'update', 'delete'):
            name = f'count_{table}_{happening}'
            op.execute(f'DROP TRIGGER {name}' + ('' if is_sqlite else f' ON {table}'))
            if not is_sqlite:
                op.execute(f'DROP FUNCTION {name}()')
    # ### commands auto generated by Alembic - please adjust! ###
    with op.batch_alter_table('survey_case', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_survey_case_wave_id_contract_id_stratum_psu'))

    with op.batch_alter_table('response', schema=None) as batch_op:
        batch_op.drop_index('uq_response_counted_case', sqlite_where=sa.text("status = 'accepted'"), postgresql_where=sa.text("status = 'accepted'"))
        batch_op.drop_index(batch_op.f('ix_response_wave_id_status_submission_id'))
        batch_op.drop_index(batch_op.f('ix_response_wave_id_interviewer_submission_id'))
        batch_op.drop_index(batch_op.f('ix_response_case_id'))
        batch_op.create_unique_constraint(batch_op.f('uq_response_case_id'), ['case_id'])
        batch_op.create_index(batch_op.f('ix_response_wave_id'), ['wave_id'], unique=False)

    with op.batch_alter_table('quality_flag', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_quality_flag_wave_id_kind_submission_id'))

    op.drop_table('quality_flag')
    op.drop_table('interview_trace')
    op.drop_table('conflict_choice')
    with op.batch_alter_table('back_check', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_back_check_wave_id_state_submission_id'))
        batch_op.drop_index(batch_op.f('ix_back_check_wave_id_interviewer'))

    op.drop_table('back_check')
    with op.batch_alter_table('adjudication', schema=None) as batch_op:
        batch_op.drop_index('uq_adjudication_open', sqlite_where=sa.text("state = 'proposed'"), postgresql_where=sa.text("state = 'proposed'"))
        batch_op.drop_index(batch_op.f('ix_adjudication_wave_id_state'))
        batch_op.drop_index(batch_op.f('ix_adjudication_submission_id'))

    op.drop_table('adjudication')
    with op.batch_alter_table('unchecked_response', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_unchecked_response_wave_id_submission_id'))

    op.drop_table('unchecked_response')
    op.drop_table('response_tally')
    op.drop_table('interviewer_sign')
    op.drop_table('case_tally')
    op.drop_table('back_check_draw')
    # ### end Alembic commands ###
