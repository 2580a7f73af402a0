WITH guard AS
(SELECT t_world.sluice_head.catalog_version AS catalog_version
FROM t_world.sluice_head
WHERE t_world.sluice_head.catalog_version = <version> AND t_world.sluice_head.access_epoch = $1::INTEGER),
target AS
(SELECT t1.id AS id, t1.version AS version, t1.stage AS stage
FROM t_world.deal AS t1
WHERE (EXISTS (SELECT 1
FROM guard)) AND t1.id = $2::UUID AND t1."deletedAt" IS NULL FOR UPDATE OF t1),
merged AS
(SELECT target.id AS id, target.version AS version, target.stage AS stage
FROM target),
checked AS
(SELECT array_remove(CAST(ARRAY[CASE WHEN (NOT (merged.stage = CAST('lead' AS TEXT) OR merged.stage = CAST('qualified' AS TEXT))) THEN CAST('TRANSITION_NOT_ALLOWED to' AS TEXT) END, CASE WHEN ((merged.stage = CAST('lead' AS TEXT) OR merged.stage = CAST('qualified' AS TEXT)) AND NOT (true AND CASE WHEN (merged.stage = CAST('lead' AS TEXT)) THEN true WHEN (merged.stage = CAST('qualified' AS TEXT)) THEN true ELSE true END)) THEN CAST('GATE_CLOSED to' AS TEXT) END, CASE WHEN ($3::TIMESTAMP WITH TIME ZONE > now() OR $3::TIMESTAMP WITH TIME ZONE < (SELECT max(h3.occurred_at) AS max_1
FROM t_world.sluice_stage_history AS h3
WHERE h3.record_id = merged.id)) THEN CAST('BACKDATE_INVALID occurredAt' AS TEXT) END] AS TEXT[]), CAST(NULL AS TEXT)) AS problems
FROM merged),
changed AS
(UPDATE t_world.deal SET version=(as_merged.version + 1), "updatedAt"=now(), "updatedBy"=$4::UUID, stage=CAST('lost' AS TEXT), "stageEnteredAt"=$5::TIMESTAMP WITH TIME ZONE FROM merged AS as_merged WHERE t_world.deal.id = as_merged.id AND (EXISTS (SELECT 1
FROM checked
WHERE cardinality(checked.problems) = 0)) RETURNING t_world.deal.id, t_world.deal.version, t_world.deal.stage, t_world.deal."stageEnteredAt"),
moved AS
(INSERT INTO t_world.sluice_stage_history (object_id, record_id, pipeline_id, from_stage, to_stage, occurred_at, actor, catalog_version) SELECT CAST('obj_<id>' AS TEXT) AS "'obj_<id>'", changed.id AS id, CAST('pip_<id>' AS TEXT) AS "'pip_<id>'", (SELECT target.stage
FROM target) AS anon_1, changed.stage AS stage, changed."stageEnteredAt" AS "stageEnteredAt", $4::UUID AS anon_2, 2
FROM changed RETURNING t_world.sluice_stage_history.id),
result AS
(SELECT changed.stage AS stage
FROM changed UNION ALL SELECT target.stage AS stage
FROM target
WHERE NOT (EXISTS (SELECT 1
FROM changed))),
told AS
(INSERT INTO t_world.sluice_outbox (object_id, record_id, kind, record_version, changed, actor, catalog_version) SELECT CAST('obj_<id>' AS TEXT) AS "'obj_<id>'", changed.id AS id, CAST('promoted' AS TEXT) AS "'promoted'", changed.version AS version, CAST(ARRAY[CAST('stage' AS TEXT)] AS TEXT[]) AS anon_3, $4::UUID AS anon_2, 2
FROM changed RETURNING t_world.sluice_outbox.seq)
 SELECT t_world.sluice_head.catalog_version, t_world.sluice_head.access_epoch, coalesce((SELECT checked.problems
FROM checked), CAST(ARRAY[CAST('RECORD_NOT_FOUND id' AS TEXT)] AS TEXT[])) AS problems, (SELECT row_to_json(j6) AS row_to_json_1
FROM (SELECT result.stage AS "stage"
FROM result
WHERE true) AS j6) AS part_1
FROM t_world.sluice_head
