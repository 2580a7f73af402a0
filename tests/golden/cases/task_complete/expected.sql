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
FROM merged))) THEN CAST('RACED ' AS TEXT) END, CASE WHEN (merged.stage != CAST('lead' AS TEXT)) THEN CAST('TASK_NOT_HERE task' AS TEXT) END, CASE WHEN (merged.stage = CAST('lead' AS TEXT) AND (EXISTS (SELECT 1
FROM t_world.sluice_task AS d6
WHERE d6.record_id = merged.id AND d6.task_id = CAST('tsk_<id>' AS TEXT) AND (d6.entry = coalesce((SELECT h7.id
FROM t_world.sluice_stage_history AS h7
WHERE h7.record_id = merged.id AND h7.object_id = CAST('obj_<id>' AS TEXT) AND h7.pipeline_id = CAST('pip_<id>' AS TEXT) ORDER BY h7.occurred_at DESC, h7.id DESC
 LIMIT 1), merged.id)) IS true AND d6.reopened_at IS NULL))) THEN CAST('TASK_UNCHANGED task' AS TEXT) END] AS TEXT[]), CAST(NULL AS TEXT)) AS problems
FROM merged),
changed AS
(UPDATE t_world.deal SET version=(as_merged.version + 1), "updatedAt"=now(), "updatedBy"=$3::UUID FROM merged AS as_merged WHERE t_world.deal.id = as_merged.id AND (EXISTS (SELECT 1
FROM checked
WHERE cardinality(checked.problems) = 0)) RETURNING t_world.deal.id, t_world.deal.version, t_world.deal."ownerId", t_world.deal.stage),
marked AS
(INSERT INTO t_world.sluice_task (object_id, record_id, pipeline_id, task_id, entry, done_by, note, catalog_version) SELECT CAST('obj_<id>' AS TEXT) AS "'obj_<id>'", changed.id AS id, CAST('pip_<id>' AS TEXT) AS "'pip_<id>'", CAST('tsk_<id>' AS TEXT) AS "'tsk_<id>'", coalesce((SELECT h8.id
FROM t_world.sluice_stage_history AS h8
WHERE h8.record_id = changed.id AND h8.object_id = CAST('obj_<id>' AS TEXT) AND h8.pipeline_id = CAST('pip_<id>' AS TEXT) ORDER BY h8.occurred_at DESC, h8.id DESC
 LIMIT 1), changed.id) AS coalesce_1, $3::UUID AS anon_1, $4::VARCHAR AS anon_2, 3
FROM changed RETURNING t_world.sluice_task.id, t_world.sluice_task.object_id, t_world.sluice_task.record_id, t_world.sluice_task.pipeline_id, t_world.sluice_task.task_id, t_world.sluice_task.entry, t_world.sluice_task.done_at, t_world.sluice_task.done_by, t_world.sluice_task.note, t_world.sluice_task.reopened_at, t_world.sluice_task.reopened_by, t_world.sluice_task.catalog_version),
told AS
(INSERT INTO t_world.sluice_outbox (object_id, record_id, kind, record_version, changed, actor, catalog_version) SELECT CAST('obj_<id>' AS TEXT) AS "'obj_<id>'", changed.id AS id, CAST('updated' AS TEXT) AS "'updated'", changed.version AS version, CAST(ARRAY[CAST('stageTasks' AS TEXT)] AS TEXT[]) AS anon_3, $3::UUID AS anon_1, 3
FROM changed RETURNING t_world.sluice_outbox.seq)
 SELECT t_world.sluice_head.catalog_version, t_world.sluice_head.access_epoch, coalesce((SELECT checked.problems
FROM checked), CAST(ARRAY[CAST('RECORD_NOT_FOUND id' AS TEXT)] AS TEXT[])) AS problems, (SELECT row_to_json(j22) AS row_to_json_1
FROM (SELECT result.version AS "version", (SELECT coalesce(json_agg((SELECT row_to_json(j15) AS row_to_json_2
FROM (SELECT k10.name AS "name", k10.label AS "label", k10.required AS "required", d11.id IS NOT NULL AS "done", (SELECT row_to_json(j14) AS row_to_json_3
FROM (SELECT m13.name AS "name"
FROM t_world.sluice_member AS m13
WHERE m13.id = d11.done_by) AS j14) AS "doneBy", d11.note AS "note") AS j15) ORDER BY k10.place), CAST('[]' AS JSON)) AS coalesce_2
FROM (SELECT 0 AS place, CAST('lead' AS TEXT) AS stage, CAST('tsk_<id>' AS TEXT) AS task_id, CAST('call' AS TEXT) AS name, CAST('Call them' AS TEXT) AS label, true AS required UNION ALL SELECT 1 AS place, CAST('lead' AS TEXT) AS stage, CAST('tsk_<id>' AS TEXT) AS task_id, CAST('research' AS TEXT) AS name, CAST('research' AS TEXT) AS label, false AS required) AS k10 LEFT OUTER JOIN (SELECT t_world.sluice_task.id AS id, t_world.sluice_task.object_id AS object_id, t_world.sluice_task.record_id AS record_id, t_world.sluice_task.pipeline_id AS pipeline_id, t_world.sluice_task.task_id AS task_id, t_world.sluice_task.entry AS entry, t_world.sluice_task.done_at AS done_at, t_world.sluice_task.done_by AS done_by, t_world.sluice_task.note AS note, t_world.sluice_task.reopened_at AS reopened_at, t_world.sluice_task.reopened_by AS reopened_by, t_world.sluice_task.catalog_version AS catalog_version
FROM t_world.sluice_task
WHERE (t_world.sluice_task.id NOT IN (SELECT marked.id
FROM marked)) UNION ALL SELECT marked.id AS id, marked.object_id AS object_id, marked.record_id AS record_id, marked.pipeline_id AS pipeline_id, marked.task_id AS task_id, marked.entry AS entry, marked.done_at AS done_at, marked.done_by AS done_by, marked.note AS note, marked.reopened_at AS reopened_at, marked.reopened_by AS reopened_by, marked.catalog_version AS catalog_version
FROM marked) AS d11 ON d11.record_id = result.id AND d11.task_id = k10.task_id AND (d11.entry = coalesce((SELECT h12.id
FROM t_world.sluice_stage_history AS h12
WHERE h12.record_id = result.id AND h12.object_id = CAST('obj_<id>' AS TEXT) AND h12.pipeline_id = CAST('pip_<id>' AS TEXT) ORDER BY h12.occurred_at DESC, h12.id DESC
 LIMIT 1), result.id)) IS true AND d11.reopened_at IS NULL
WHERE k10.stage = result.stage) AS "stageTasks", (SELECT coalesce(json_agg((SELECT row_to_json(j21) AS row_to_json_4
FROM (SELECT h16.to_stage AS "to", (SELECT coalesce(json_agg((SELECT row_to_json(j20) AS row_to_json_5
FROM (SELECT CASE d17.task_id WHEN $5::VARCHAR THEN CAST('call' AS TEXT) WHEN $6::VARCHAR THEN CAST('research' AS TEXT) END AS "task", CASE d17.task_id WHEN $7::VARCHAR THEN CAST('Call them' AS TEXT) WHEN $8::VARCHAR THEN CAST('research' AS TEXT) END AS "label", (SELECT row_to_json(j19) AS row_to_json_6
FROM (SELECT m18.name AS "name"
FROM t_world.sluice_member AS m18
WHERE m18.id = d17.done_by) AS j19) AS "doneBy", d17.note AS "note", d17.reopened_at AS "reopenedAt", CAST('StageTaskDone' AS TEXT) AS "__typename") AS j20) ORDER BY d17.id), CAST('[]' AS JSON)) AS coalesce_4
FROM (SELECT t_world.sluice_task.id AS id, t_world.sluice_task.object_id AS object_id, t_world.sluice_task.record_id AS record_id, t_world.sluice_task.pipeline_id AS pipeline_id, t_world.sluice_task.task_id AS task_id, t_world.sluice_task.entry AS entry, t_world.sluice_task.done_at AS done_at, t_world.sluice_task.done_by AS done_by, t_world.sluice_task.note AS note, t_world.sluice_task.reopened_at AS reopened_at, t_world.sluice_task.reopened_by AS reopened_by, t_world.sluice_task.catalog_version AS catalog_version
FROM t_world.sluice_task
WHERE (t_world.sluice_task.id NOT IN (SELECT marked.id
FROM marked)) UNION ALL SELECT marked.id AS id, marked.object_id AS object_id, marked.record_id AS record_id, marked.pipeline_id AS pipeline_id, marked.task_id AS task_id, marked.entry AS entry, marked.done_at AS done_at, marked.done_by AS done_by, marked.note AS note, marked.reopened_at AS reopened_at, marked.reopened_by AS reopened_by, marked.catalog_version AS catalog_version
FROM marked) AS d17
WHERE d17.record_id = h16.record_id AND d17.entry = h16.id) AS "tasks") AS j21) ORDER BY h16.occurred_at, h16.id), CAST('[]' AS JSON)) AS coalesce_3
FROM t_world.sluice_stage_history AS h16
WHERE h16.record_id = result.id AND h16.object_id = $9::VARCHAR) AS "stageHistory"
FROM changed AS result
WHERE result."ownerId" = $3::UUID) AS j22) AS part_0
FROM t_world.sluice_head
