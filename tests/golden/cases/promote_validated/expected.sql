WITH guard AS
(SELECT t_world.sluice_head.catalog_version AS catalog_version
FROM t_world.sluice_head
WHERE t_world.sluice_head.catalog_version = <version> AND t_world.sluice_head.access_epoch = $1::INTEGER),
target AS
(SELECT t1.id AS id, t1.version AS version, t1.stage AS stage, t1."stageEnteredAt" AS "stageEnteredAt", t1.score AS score, t1."closeDate" AS "closeDate"
FROM t_world.deal AS t1
WHERE (EXISTS (SELECT 1
FROM guard)) AND t1.id = $2::UUID AND t1."deletedAt" IS NULL FOR UPDATE OF t1),
merged AS
(SELECT target.id AS id, target.version AS version, target.stage AS stage, target."stageEnteredAt" AS "stageEnteredAt", CAST($3::INTEGER AS INTEGER) AS score, target."closeDate" AS "closeDate"
FROM target),
arrived AS
(SELECT CAST('lost' AS TEXT) AS stage, merged.score AS score, merged."closeDate" AS "closeDate"
FROM merged),
checked AS
(SELECT array_remove(CAST(ARRAY[CASE WHEN false THEN CAST('ROW_FORBIDDEN input' AS TEXT) END, CASE WHEN (NOT (merged.stage = CAST('lead' AS TEXT) OR merged.stage = CAST('qualified' AS TEXT))) THEN CAST('TRANSITION_NOT_ALLOWED to' AS TEXT) END, CASE WHEN ((merged.stage = CAST('lead' AS TEXT) OR merged.stage = CAST('qualified' AS TEXT)) AND NOT (true AND CASE WHEN (merged.stage = CAST('lead' AS TEXT)) THEN true WHEN (merged.stage = CAST('qualified' AS TEXT)) THEN true ELSE true END)) THEN CAST('GATE_CLOSED to' AS TEXT) END, CASE WHEN (coalesce(arrived.stage = $4::VARCHAR, false) AND arrived."closeDate" IS NULL) THEN CAST('REQUIRED rules.fld_<id>' AS TEXT) END] AS TEXT[]), CAST(NULL AS TEXT)) AS problems, array_remove(CAST(ARRAY[CASE WHEN (arrived.score IS DISTINCT FROM target.score AND coalesce(arrived.score < $5::BIGINT, false)) THEN CAST('VALIDATION_FAILED rules.val_<id>' AS TEXT) END] AS TEXT[]), CAST(NULL AS TEXT)) AS warnings
FROM merged, arrived, target),
changed AS
(UPDATE t_world.deal SET version=(as_merged.version + 1), "updatedAt"=now(), "updatedBy"=$6::UUID, stage=CAST('lost' AS TEXT), "stageEnteredAt"=greatest(now(), as_merged."stageEnteredAt" + interval '1 microsecond'), score=as_merged.score FROM merged AS as_merged WHERE t_world.deal.id = as_merged.id AND (EXISTS (SELECT 1
FROM checked
WHERE cardinality(checked.problems) = 0)) RETURNING t_world.deal.id, t_world.deal.version, t_world.deal.stage, t_world.deal."stageEnteredAt"),
moved AS
(INSERT INTO t_world.sluice_stage_history (object_id, record_id, pipeline_id, from_stage, to_stage, occurred_at, actor, catalog_version) SELECT CAST('obj_<id>' AS TEXT) AS "'obj_<id>'", changed.id AS id, CAST('pip_<id>' AS TEXT) AS "'pip_<id>'", (SELECT target.stage
FROM target) AS anon_1, changed.stage AS stage, changed."stageEnteredAt" AS "stageEnteredAt", $6::UUID AS anon_2, 3
FROM changed RETURNING t_world.sluice_stage_history.id),
result AS
(SELECT changed.stage AS stage
FROM changed UNION ALL SELECT target.stage AS stage
FROM target
WHERE NOT (EXISTS (SELECT 1
FROM changed))),
told AS
(INSERT INTO t_world.sluice_outbox (object_id, record_id, kind, record_version, changed, actor, catalog_version) SELECT CAST('obj_<id>' AS TEXT) AS "'obj_<id>'", changed.id AS id, CAST('promoted' AS TEXT) AS "'promoted'", changed.version AS version, CAST(ARRAY[CAST('fld_<id>' AS TEXT), CAST('stage' AS TEXT)] AS TEXT[]) AS anon_3, $6::UUID AS anon_2, 3
FROM changed RETURNING t_world.sluice_outbox.seq)
 SELECT t_world.sluice_head.catalog_version, t_world.sluice_head.access_epoch, coalesce((SELECT checked.problems
FROM checked), CAST(ARRAY[CAST('RECORD_NOT_FOUND id' AS TEXT)] AS TEXT[])) AS problems, coalesce((SELECT checked.warnings
FROM checked), CAST('{}' AS TEXT[])) AS warnings, (SELECT row_to_json(j4) AS row_to_json_1
FROM (SELECT result.stage AS "stage"
FROM result
WHERE true) AS j4) AS part_1
FROM t_world.sluice_head
