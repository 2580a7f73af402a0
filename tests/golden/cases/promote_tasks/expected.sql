WITH guard AS
(SELECT t_world.sluice_head.catalog_version AS catalog_version
FROM t_world.sluice_head
WHERE t_world.sluice_head.catalog_version = <version> AND t_world.sluice_head.access_epoch = $1::INTEGER),
target AS
(SELECT t1.id AS id, t1.version AS version, t1."ownerId" AS "ownerId", t1.stage AS stage, t1."stageEnteredAt" AS "stageEnteredAt"
FROM t_world.deal AS t1
WHERE (EXISTS (SELECT 1
FROM guard)) AND t1.id = $2::UUID AND t1."deletedAt" IS NULL AND t1."ownerId" = $3::UUID AND t1."ownerId" = $3::UUID FOR UPDATE OF t1),
merged AS
(SELECT target.id AS id, target.version AS version, target."ownerId" AS "ownerId", target.stage AS stage, target."stageEnteredAt" AS "stageEnteredAt"
FROM target),
held11 AS
(SELECT t9.ctid AS place
FROM t_world.deal AS t9
WHERE t9.id = (SELECT merged.id
FROM merged) FOR NO KEY UPDATE OF t9),
checked AS
(SELECT array_remove(CAST(ARRAY[CASE WHEN ((SELECT held11.place
FROM held11) IS DISTINCT FROM (SELECT t10.ctid
FROM t_world.deal AS t10
WHERE t10.id = (SELECT merged.id
FROM merged))) THEN CAST('RACED ' AS TEXT) END, CASE WHEN (merged.stage != CAST('lead' AS TEXT)) THEN CAST('TRANSITION_NOT_ALLOWED to' AS TEXT) END, CASE WHEN (merged.stage = CAST('lead' AS TEXT) AND NOT (true AND CASE WHEN (merged.stage = CAST('lead' AS TEXT)) THEN coalesce(EXISTS (SELECT 1
FROM t_world.sluice_task AS d3
WHERE d3.record_id = merged.id AND d3.task_id = CAST('tsk_<id>' AS TEXT) AND (d3.entry = coalesce((SELECT h4.id
FROM t_world.sluice_stage_history AS h4
WHERE h4.record_id = merged.id AND h4.object_id = CAST('obj_<id>' AS TEXT) AND h4.pipeline_id = CAST('pip_<id>' AS TEXT) ORDER BY h4.occurred_at DESC, h4.id DESC
 LIMIT 1), merged.id)) IS true AND d3.reopened_at IS NULL), false) ELSE true END)) THEN CAST('GATE_CLOSED to' AS TEXT) END] AS TEXT[]), CAST(NULL AS TEXT)) AS problems, json_build_object('values', json_object(CAST(ARRAY[CAST('tsk_<id>' AS TEXT)] AS TEXT[]), CAST(ARRAY[CAST(EXISTS (SELECT 1
FROM t_world.sluice_task AS d5
WHERE d5.record_id = merged.id AND d5.task_id = CAST('tsk_<id>' AS TEXT) AND (d5.entry = coalesce((SELECT h6.id
FROM t_world.sluice_stage_history AS h6
WHERE h6.record_id = merged.id AND h6.object_id = CAST('obj_<id>' AS TEXT) AND h6.pipeline_id = CAST('pip_<id>' AS TEXT) ORDER BY h6.occurred_at DESC, h6.id DESC
 LIMIT 1), merged.id)) IS true AND d5.reopened_at IS NULL) AS TEXT)] AS TEXT[])), 'closed', to_json(array_remove(CAST(ARRAY[CASE WHEN (merged.stage = CAST('lead' AS TEXT) AND NOT coalesce(EXISTS (SELECT 1
FROM t_world.sluice_task AS d7
WHERE d7.record_id = merged.id AND d7.task_id = CAST('tsk_<id>' AS TEXT) AND (d7.entry = coalesce((SELECT h8.id
FROM t_world.sluice_stage_history AS h8
WHERE h8.record_id = merged.id AND h8.object_id = CAST('obj_<id>' AS TEXT) AND h8.pipeline_id = CAST('pip_<id>' AS TEXT) ORDER BY h8.occurred_at DESC, h8.id DESC
 LIMIT 1), merged.id)) IS true AND d7.reopened_at IS NULL), false)) THEN CAST('stg_<id>/tasks/<fingerprint>' AS TEXT) END] AS TEXT[]), CAST(NULL AS TEXT))), 'edge', CASE WHEN (merged.stage = CAST('lead' AS TEXT)) THEN json_build_array(CAST('stg_<id>' AS TEXT), CAST('stg_<id>' AS TEXT)) END) AS judged
FROM merged),
changed AS
(UPDATE t_world.deal SET version=(as_merged.version + 1), "updatedAt"=now(), "updatedBy"=$3::UUID, stage=CAST('qualified' AS TEXT), "stageEnteredAt"=greatest(now(), as_merged."stageEnteredAt" + interval '1 microsecond') FROM merged AS as_merged WHERE t_world.deal.id = as_merged.id AND (EXISTS (SELECT 1
FROM checked
WHERE cardinality(checked.problems) = 0)) RETURNING t_world.deal.id, t_world.deal.version, t_world.deal."ownerId", t_world.deal.stage, t_world.deal."stageEnteredAt"),
moved AS
(INSERT INTO t_world.sluice_stage_history (object_id, record_id, pipeline_id, from_stage, to_stage, occurred_at, actor, catalog_version, judged) SELECT CAST('obj_<id>' AS TEXT) AS "'obj_<id>'", changed.id AS id, CAST('pip_<id>' AS TEXT) AS "'pip_<id>'", (SELECT target.stage
FROM target) AS anon_1, changed.stage AS stage, changed."stageEnteredAt" AS "stageEnteredAt", $3::UUID AS anon_2, 3, (SELECT checked.judged
FROM checked) AS anon_3
FROM changed RETURNING t_world.sluice_stage_history.id, t_world.sluice_stage_history.object_id, t_world.sluice_stage_history.record_id, t_world.sluice_stage_history.pipeline_id, t_world.sluice_stage_history.from_stage, t_world.sluice_stage_history.to_stage, t_world.sluice_stage_history.occurred_at, t_world.sluice_stage_history.recorded_at, t_world.sluice_stage_history.actor, t_world.sluice_stage_history.catalog_version, t_world.sluice_stage_history.judged),
refused AS
(INSERT INTO t_world.sluice_refusal (object_id, record_id, pipeline_id, from_stage, to_stage, actor, record_version, catalog_version, judged) SELECT CAST('obj_<id>' AS TEXT) AS "'obj_<id>'", merged.id AS id, CAST('pip_<id>' AS TEXT) AS "'pip_<id>'", CASE WHEN (merged.stage = CAST('lead' AS TEXT)) THEN CAST('stg_<id>' AS TEXT) END AS anon_4, CAST('stg_<id>' AS TEXT) AS "'stg_<id>'", $3::UUID AS anon_2, merged.version AS version, 3, (SELECT checked.judged
FROM checked) AS anon_3
FROM merged
WHERE array_position((SELECT checked.problems
FROM checked), CAST('GATE_CLOSED to' AS TEXT)) IS NOT NULL AND array_position((SELECT checked.problems
FROM checked), CAST('RACED ' AS TEXT)) IS NULL ON CONFLICT (record_id, to_stage, actor, record_version, catalog_version) DO UPDATE SET at = excluded.at, times = (t_world.sluice_refusal.times + 1), judged = excluded.judged RETURNING t_world.sluice_refusal.id),
result AS
(SELECT changed.id AS id, changed."ownerId" AS "ownerId", changed.stage AS stage
FROM changed UNION ALL SELECT target.id AS id, target."ownerId" AS "ownerId", target.stage AS stage
FROM target
WHERE NOT (EXISTS (SELECT 1
FROM changed))),
told AS
(INSERT INTO t_world.sluice_outbox (object_id, record_id, kind, record_version, changed, actor, catalog_version) SELECT CAST('obj_<id>' AS TEXT) AS "'obj_<id>'", changed.id AS id, CAST('promoted' AS TEXT) AS "'promoted'", changed.version AS version, CAST(ARRAY[CAST('stage' AS TEXT)] AS TEXT[]) AS anon_5, $3::UUID AS anon_2, 3
FROM changed RETURNING t_world.sluice_outbox.seq)
 SELECT t_world.sluice_head.catalog_version, t_world.sluice_head.access_epoch, coalesce((SELECT checked.problems
FROM checked), CAST(ARRAY[CAST('RECORD_NOT_FOUND id' AS TEXT)] AS TEXT[])) AS problems, (SELECT row_to_json(j16) AS row_to_json_1
FROM (SELECT result.stage AS "stage", (SELECT coalesce(json_agg((SELECT row_to_json(j15) AS row_to_json_2
FROM (SELECT k12.name AS "name", d13.id IS NOT NULL AS "done") AS j15) ORDER BY k12.place), CAST('[]' AS JSON)) AS coalesce_1
FROM (SELECT 0 AS place, CAST('lead' AS TEXT) AS stage, CAST('tsk_<id>' AS TEXT) AS task_id, CAST('call' AS TEXT) AS name, CAST('Call them' AS TEXT) AS label, true AS required UNION ALL SELECT 1 AS place, CAST('lead' AS TEXT) AS stage, CAST('tsk_<id>' AS TEXT) AS task_id, CAST('research' AS TEXT) AS name, CAST('research' AS TEXT) AS label, false AS required) AS k12 LEFT OUTER JOIN t_world.sluice_task AS d13 ON d13.record_id = result.id AND d13.task_id = k12.task_id AND (d13.entry = coalesce((SELECT h14.id
FROM (SELECT t_world.sluice_stage_history.id AS id, t_world.sluice_stage_history.object_id AS object_id, t_world.sluice_stage_history.record_id AS record_id, t_world.sluice_stage_history.pipeline_id AS pipeline_id, t_world.sluice_stage_history.from_stage AS from_stage, t_world.sluice_stage_history.to_stage AS to_stage, t_world.sluice_stage_history.occurred_at AS occurred_at, t_world.sluice_stage_history.recorded_at AS recorded_at, t_world.sluice_stage_history.actor AS actor, t_world.sluice_stage_history.catalog_version AS catalog_version, t_world.sluice_stage_history.judged AS judged
FROM t_world.sluice_stage_history UNION ALL SELECT moved.id AS id, moved.object_id AS object_id, moved.record_id AS record_id, moved.pipeline_id AS pipeline_id, moved.from_stage AS from_stage, moved.to_stage AS to_stage, moved.occurred_at AS occurred_at, moved.recorded_at AS recorded_at, moved.actor AS actor, moved.catalog_version AS catalog_version, moved.judged AS judged
FROM moved) AS h14
WHERE h14.record_id = result.id AND h14.object_id = CAST('obj_<id>' AS TEXT) AND h14.pipeline_id = CAST('pip_<id>' AS TEXT) ORDER BY h14.occurred_at DESC, h14.id DESC
 LIMIT 1), result.id)) IS true AND d13.reopened_at IS NULL
WHERE k12.stage = result.stage) AS "stageTasks"
FROM result
WHERE result."ownerId" = $3::UUID) AS j16) AS part_1, (SELECT (SELECT row_to_json(j35) AS row_to_json_3
FROM (SELECT true AND CASE WHEN (merged.stage = CAST('lead' AS TEXT)) THEN coalesce(EXISTS (SELECT 1
FROM t_world.sluice_task AS d33
WHERE d33.record_id = merged.id AND d33.task_id = CAST('tsk_<id>' AS TEXT) AND (d33.entry = coalesce((SELECT h34.id
FROM t_world.sluice_stage_history AS h34
WHERE h34.record_id = merged.id AND h34.object_id = CAST('obj_<id>' AS TEXT) AND h34.pipeline_id = CAST('pip_<id>' AS TEXT) ORDER BY h34.occurred_at DESC, h34.id DESC
 LIMIT 1), merged.id)) IS true AND d33.reopened_at IS NULL), false) ELSE true END AS "open", CASE WHEN (merged.stage = CAST('lead' AS TEXT)) THEN array_to_json(CAST(ARRAY[(SELECT row_to_json(j19) AS row_to_json_4
FROM (SELECT CAST('/stages/0/tasks/0' AS TEXT) AS "pointer", CAST('done' AS TEXT) AS "operator", CAST('stageTasks.call' AS TEXT) AS "field", to_json(EXISTS (SELECT 1
FROM t_world.sluice_task AS d17
WHERE d17.record_id = merged.id AND d17.task_id = CAST('tsk_<id>' AS TEXT) AND (d17.entry = coalesce((SELECT h18.id
FROM t_world.sluice_stage_history AS h18
WHERE h18.record_id = merged.id AND h18.object_id = CAST('obj_<id>' AS TEXT) AND h18.pipeline_id = CAST('pip_<id>' AS TEXT) ORDER BY h18.occurred_at DESC, h18.id DESC
 LIMIT 1), merged.id)) IS true AND d17.reopened_at IS NULL)) AS "actual", CAST(CAST('true' AS TEXT) AS JSON) AS "needed", CAST('The task “Call them” must be done' AS TEXT) AS "sentence") AS j19)] AS JSON[])) ELSE CAST(NULL AS JSON) END AS "clauses", CASE WHEN (merged.stage = CAST('lead' AS TEXT)) THEN (SELECT coalesce(json_agg((SELECT row_to_json(j32) AS row_to_json_5
FROM (SELECT array_to_json((SELECT array_agg(u31.value) AS array_agg_1
FROM unnest(CAST(ARRAY[CASE WHEN (0 = ANY (f29.told)) THEN (SELECT row_to_json(j30) AS row_to_json_6
FROM (SELECT CAST('stageTasks.call' AS TEXT) AS "field", CAST('done' AS TEXT) AS "operator", CAST('The task “Call them” must be done' AS TEXT) AS "sentence") AS j30) END] AS JSON[])) AS u31(value)
WHERE u31.value IS NOT NULL)) AS "changes") AS j32) ORDER BY cardinality(f29.asked), cardinality(f29.told), f29.at), CAST('[]' AS JSON)) AS coalesce_2
FROM (SELECT f27.at AS at, f27.asked AS asked, f27.told AS told, f27.moving AS moving, f27.sets AS sets
FROM (SELECT f26.at AS at, f26.asked AS asked, f26.told AS told, f26.moving AS moving, jsonb_agg(to_jsonb(f26.asked)) OVER () AS sets
FROM (SELECT DISTINCT ON (f25.asked) f25.at AS at, f25.asked AS asked, f25.told AS told, f25.moving AS moving
FROM (SELECT coalesce(EXISTS (SELECT 1
FROM t_world.sluice_task AS d20
WHERE d20.record_id = merged.id AND d20.task_id = CAST('tsk_<id>' AS TEXT) AND (d20.entry = coalesce((SELECT h21.id
FROM t_world.sluice_stage_history AS h21
WHERE h21.record_id = merged.id AND h21.object_id = CAST('obj_<id>' AS TEXT) AND h21.pipeline_id = CAST('pip_<id>' AS TEXT) ORDER BY h21.occurred_at DESC, h21.id DESC
 LIMIT 1), merged.id)) IS true AND d20.reopened_at IS NULL), false) AS f0, true AS f1) AS f24 JOIN LATERAL (SELECT 0 AS at, array_remove(CAST(ARRAY[CASE WHEN (NOT f24.f0 AND NOT f24.f0) THEN 0 END] AS INTEGER[]), NULL) AS asked, array_remove(CAST(ARRAY[CASE WHEN (NOT f24.f0 AND NOT f24.f0 OR f24.f0 AND NOT f24.f0 AND false) THEN 0 END] AS INTEGER[]), NULL) AS told, array_remove(CAST(ARRAY[CASE WHEN false THEN 0 END] AS INTEGER[]), NULL) AS moving
WHERE NOT (NOT f24.f0 AND NOT f24.f0) OR f24.f1) AS f25 ON true
WHERE cardinality(f25.asked) > 0 AND coalesce(merged."ownerId" = $3::UUID, false) ORDER BY f25.asked, cardinality(f25.told), f25.at) AS f26) AS f27
WHERE NOT (EXISTS (SELECT 1
FROM jsonb_array_elements(f27.sets) AS u28(value)
WHERE to_jsonb(f27.asked) @> u28.value AND to_jsonb(f27.asked) != u28.value)) ORDER BY cardinality(f27.asked), cardinality(f27.told), f27.at
 LIMIT $4::INTEGER) AS f29) ELSE CAST(NULL AS JSON) END AS "fixes") AS j35) AS anon_6
FROM merged
WHERE merged.stage = CAST('lead' AS TEXT)) AS part_2
FROM t_world.sluice_head
