WITH guard AS
(SELECT t_world.sluice_head.catalog_version AS catalog_version
FROM t_world.sluice_head
WHERE t_world.sluice_head.catalog_version = <version> AND t_world.sluice_head.access_epoch = $1::INTEGER),
target AS
(SELECT t1.id AS id, t1.version AS version, t1.stage AS stage
FROM t_world.deal AS t1
WHERE (EXISTS (SELECT 1
FROM guard)) AND t1.id = $2::UUID AND t1."deletedAt" IS NULL AND t1."ownerId" = $3::UUID AND t1."ownerId" = $3::UUID FOR UPDATE OF t1),
merged AS
(SELECT target.id AS id, target.version AS version, target.stage AS stage
FROM target),
held5 AS
(SELECT t3.ctid AS place
FROM t_world.deal AS t3
WHERE t3.id = (SELECT merged.id
FROM merged) FOR NO KEY UPDATE OF t3),
checked AS
(SELECT array_remove(CAST(ARRAY[CASE WHEN ((SELECT held5.place
FROM held5) IS DISTINCT FROM (SELECT t4.ctid
FROM t_world.deal AS t4
WHERE t4.id = (SELECT merged.id
FROM merged))) THEN CAST('RACED ' AS TEXT) END, CASE WHEN (merged.stage != CAST('lead' AS TEXT)) THEN CAST('TASK_NOT_HERE task' AS TEXT) END, CASE WHEN (merged.stage = CAST('lead' AS TEXT) AND NOT (EXISTS (SELECT 1
FROM t_world.sluice_task AS d6
WHERE d6.record_id = merged.id AND d6.task_id = CAST('tsk_<id>' AS TEXT) AND (d6.entry = coalesce((SELECT h7.id
FROM t_world.sluice_stage_history AS h7
WHERE h7.record_id = merged.id AND h7.object_id = CAST('obj_<id>' AS TEXT) AND h7.pipeline_id = CAST('pip_<id>' AS TEXT) ORDER BY h7.occurred_at DESC, h7.id DESC
 LIMIT 1), merged.id)) IS true AND d6.reopened_at IS NULL))) THEN CAST('TASK_UNCHANGED task' AS TEXT) END] AS TEXT[]), CAST(NULL AS TEXT)) AS problems
FROM merged),
changed AS
(UPDATE t_world.deal SET version=(as_merged.version + 1), "updatedAt"=now(), "updatedBy"=$3::UUID FROM merged AS as_merged WHERE t_world.deal.id = as_merged.id AND (EXISTS (SELECT 1
FROM checked
WHERE cardinality(checked.problems) = 0)) RETURNING t_world.deal.id, t_world.deal.version, t_world.deal."ownerId"),
marked AS
(UPDATE t_world.sluice_task SET reopened_at=now(), reopened_by=$3::UUID FROM changed WHERE t_world.sluice_task.record_id = changed.id AND t_world.sluice_task.task_id = CAST('tsk_<id>' AS TEXT) AND t_world.sluice_task.entry = coalesce((SELECT h8.id
FROM t_world.sluice_stage_history AS h8
WHERE h8.record_id = changed.id AND h8.object_id = CAST('obj_<id>' AS TEXT) AND h8.pipeline_id = CAST('pip_<id>' AS TEXT) ORDER BY h8.occurred_at DESC, h8.id DESC
 LIMIT 1), changed.id) AND t_world.sluice_task.reopened_at IS NULL RETURNING t_world.sluice_task.id),
told AS
(INSERT INTO t_world.sluice_outbox (object_id, record_id, kind, record_version, changed, actor, catalog_version) SELECT CAST('obj_<id>' AS TEXT) AS "'obj_<id>'", changed.id AS id, CAST('updated' AS TEXT) AS "'updated'", changed.version AS version, CAST(ARRAY[CAST('stageTasks' AS TEXT)] AS TEXT[]) AS anon_1, $3::UUID AS anon_2, 3
FROM changed RETURNING t_world.sluice_outbox.seq)
 SELECT t_world.sluice_head.catalog_version, t_world.sluice_head.access_epoch, coalesce((SELECT checked.problems
FROM checked), CAST(ARRAY[CAST('RECORD_NOT_FOUND id' AS TEXT)] AS TEXT[])) AS problems, (SELECT row_to_json(j9) AS row_to_json_1
FROM (SELECT result.version AS "version"
FROM changed AS result
WHERE result."ownerId" = $3::UUID) AS j9) AS part_0
FROM t_world.sluice_head
