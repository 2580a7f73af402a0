WITH guard AS
(SELECT t_world.sluice_head.catalog_version AS catalog_version
FROM t_world.sluice_head
WHERE t_world.sluice_head.catalog_version = <version> AND t_world.sluice_head.access_epoch = $1::INTEGER),
target AS
(SELECT t1.id AS id, t1.version AS version, t1.stage AS stage, t1."stageEnteredAt" AS "stageEnteredAt", t1.margin AS margin
FROM t_world.deal AS t1
WHERE (EXISTS (SELECT 1
FROM guard)) AND t1.id = $2::UUID AND t1."deletedAt" IS NULL AND t1."ownerId" = $3::UUID AND t1."ownerId" = $3::UUID FOR UPDATE OF t1),
merged AS
(SELECT target.id AS id, target.version AS version, target.stage AS stage, target."stageEnteredAt" AS "stageEnteredAt", target.margin AS margin
FROM target),
checked AS
(SELECT array_remove(CAST(ARRAY[CASE WHEN (merged.stage != CAST('qualified' AS TEXT)) THEN CAST('TRANSITION_NOT_ALLOWED to' AS TEXT) END, CASE WHEN (merged.stage = CAST('qualified' AS TEXT) AND NOT (true AND CASE WHEN (merged.stage = CAST('qualified' AS TEXT)) THEN coalesce(merged.margin > $4::NUMERIC, false) ELSE true END)) THEN CAST('GATE_CLOSED to' AS TEXT) END] AS TEXT[]), CAST(NULL AS TEXT)) AS problems, json_build_object('values', json_object(CAST(ARRAY[CAST('fld_<id>' AS TEXT)] AS TEXT[]), CAST(ARRAY[CAST(merged.margin AS TEXT)] AS TEXT[])), 'closed', to_json(array_remove(CAST(ARRAY[CASE WHEN (merged.stage = CAST('qualified' AS TEXT) AND NOT coalesce(merged.margin > $5::NUMERIC, false)) THEN CAST('stg_<id>-stg_<id>/gate/<fingerprint>' AS TEXT) END] AS TEXT[]), CAST(NULL AS TEXT))), 'edge', CASE WHEN (merged.stage = CAST('qualified' AS TEXT)) THEN json_build_array(CAST('stg_<id>' AS TEXT), CAST('stg_<id>' AS TEXT)) END) AS judged
FROM merged),
changed AS
(UPDATE t_world.deal SET version=(as_merged.version + 1), "updatedAt"=now(), "updatedBy"=$3::UUID, stage=CAST('won' AS TEXT), "stageEnteredAt"=greatest(now(), as_merged."stageEnteredAt" + interval '1 microsecond') FROM merged AS as_merged WHERE t_world.deal.id = as_merged.id AND (EXISTS (SELECT 1
FROM checked
WHERE cardinality(checked.problems) = 0)) RETURNING t_world.deal.id, t_world.deal.version, t_world.deal.stage, t_world.deal."stageEnteredAt"),
moved AS
(INSERT INTO t_world.sluice_stage_history (object_id, record_id, pipeline_id, from_stage, to_stage, occurred_at, actor, catalog_version, judged) SELECT CAST('obj_<id>' AS TEXT) AS "'obj_<id>'", changed.id AS id, CAST('pip_<id>' AS TEXT) AS "'pip_<id>'", (SELECT target.stage
FROM target) AS anon_1, changed.stage AS stage, changed."stageEnteredAt" AS "stageEnteredAt", $3::UUID AS anon_2, 2, (SELECT checked.judged
FROM checked) AS anon_3
FROM changed RETURNING t_world.sluice_stage_history.id),
refused AS
(INSERT INTO t_world.sluice_refusal (object_id, record_id, pipeline_id, from_stage, to_stage, actor, record_version, catalog_version, judged) SELECT CAST('obj_<id>' AS TEXT) AS "'obj_<id>'", merged.id AS id, CAST('pip_<id>' AS TEXT) AS "'pip_<id>'", CASE WHEN (merged.stage = CAST('qualified' AS TEXT)) THEN CAST('stg_<id>' AS TEXT) END AS anon_4, CAST('stg_<id>' AS TEXT) AS "'stg_<id>'", $3::UUID AS anon_2, merged.version AS version, 2, (SELECT checked.judged
FROM checked) AS anon_3
FROM merged
WHERE array_position((SELECT checked.problems
FROM checked), CAST('GATE_CLOSED to' AS TEXT)) IS NOT NULL ON CONFLICT (record_id, to_stage, actor, record_version, catalog_version) DO UPDATE SET at = excluded.at, times = (t_world.sluice_refusal.times + 1), judged = excluded.judged RETURNING t_world.sluice_refusal.id),
result AS
(SELECT changed.id AS id
FROM changed UNION ALL SELECT target.id AS id
FROM target
WHERE NOT (EXISTS (SELECT 1
FROM changed))),
told AS
(INSERT INTO t_world.sluice_outbox (object_id, record_id, kind, record_version, changed, actor, catalog_version) SELECT CAST('obj_<id>' AS TEXT) AS "'obj_<id>'", changed.id AS id, CAST('promoted' AS TEXT) AS "'promoted'", changed.version AS version, CAST(ARRAY[CAST('stage' AS TEXT)] AS TEXT[]) AS anon_5, $3::UUID AS anon_2, 2
FROM changed RETURNING t_world.sluice_outbox.seq)
 SELECT t_world.sluice_head.catalog_version, t_world.sluice_head.access_epoch, coalesce((SELECT checked.problems
FROM checked), CAST(ARRAY[CAST('RECORD_NOT_FOUND id' AS TEXT)] AS TEXT[])) AS problems, (SELECT (SELECT row_to_json(j4) AS row_to_json_1
FROM (SELECT true AND CASE WHEN (merged.stage = CAST('qualified' AS TEXT)) THEN coalesce(merged.margin > $6::NUMERIC, false) ELSE true END AS "open", CASE WHEN (merged.stage = CAST('qualified' AS TEXT)) THEN array_to_json(CAST(ARRAY[(SELECT row_to_json(j3) AS row_to_json_2
FROM (SELECT CAST('/transitions/1/gate' AS TEXT) AS "pointer", coalesce(merged.margin > $7::NUMERIC, false) AS "satisfied", CAST('A condition that your role may not read' AS TEXT) AS "sentence", CAST(NULL AS TEXT) AS "field", CAST(NULL AS TEXT) AS "operator", CAST(NULL AS JSON) AS "actual", CAST(NULL AS JSON) AS "needed", true AS "redacted") AS j3)] AS JSON[])) ELSE CAST(NULL AS JSON) END AS "clauses") AS j4) AS anon_6
FROM merged
WHERE merged.stage = CAST('qualified' AS TEXT)) AS part_1
FROM t_world.sluice_head
