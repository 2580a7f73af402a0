SELECT t_world.sluice_head.catalog_version, t_world.sluice_head.access_epoch, (SELECT row_to_json(j16) AS row_to_json_1
FROM (SELECT (SELECT count(*) AS count_1
FROM t_world.deal AS t1
WHERE t1."deletedAt" IS NULL AND t1."ownerId" = $1::UUID AND t1.stage = CAST('lead' AS TEXT) AND NOT (EXISTS (SELECT 1
FROM t_world.sluice_task AS d2
WHERE d2.record_id = t1.id AND d2.task_id = CAST('tsk_<id>' AS TEXT) AND (d2.entry = coalesce((SELECT h3.id
FROM t_world.sluice_stage_history AS h3
WHERE h3.record_id = t1.id AND h3.object_id = CAST('obj_<id>' AS TEXT) AND h3.pipeline_id = CAST('pip_<id>' AS TEXT) ORDER BY h3.occurred_at DESC, h3.id DESC
 LIMIT 1), t1.id)) IS true AND d2.reopened_at IS NULL)) AND t1.name = $2::VARCHAR) AS "totalCount", (SELECT coalesce(json_agg(q15), CAST('[]' AS JSON)) AS coalesce_1
FROM (SELECT (SELECT coalesce(json_agg((SELECT row_to_json(j11) AS row_to_json_2
FROM (SELECT k6.name AS "name", d7.id IS NOT NULL AS "done", d7.done_at AS "doneAt", (SELECT row_to_json(j10) AS row_to_json_3
FROM (SELECT m9.name AS "name"
FROM t_world.sluice_member AS m9
WHERE m9.id = d7.done_by) AS j10) AS "doneBy", CAST('StageTask' AS TEXT) AS "__typename") AS j11) ORDER BY k6.place), CAST('[]' AS JSON)) AS coalesce_2
FROM (SELECT 0 AS place, CAST('lead' AS TEXT) AS stage, CAST('tsk_<id>' AS TEXT) AS task_id, CAST('call' AS TEXT) AS name, CAST('Call them' AS TEXT) AS label, true AS required UNION ALL SELECT 1 AS place, CAST('lead' AS TEXT) AS stage, CAST('tsk_<id>' AS TEXT) AS task_id, CAST('research' AS TEXT) AS name, CAST('research' AS TEXT) AS label, false AS required) AS k6 LEFT OUTER JOIN t_world.sluice_task AS d7 ON d7.record_id = t5.id AND d7.task_id = k6.task_id AND (d7.entry = coalesce((SELECT h8.id
FROM t_world.sluice_stage_history AS h8
WHERE h8.record_id = t5.id AND h8.object_id = CAST('obj_<id>' AS TEXT) AND h8.pipeline_id = CAST('pip_<id>' AS TEXT) ORDER BY h8.occurred_at DESC, h8.id DESC
 LIMIT 1), t5.id)) IS true AND d7.reopened_at IS NULL
WHERE k6.stage = t5.stage) AS "stageTasks"
FROM t_world.deal AS t5
WHERE t5."deletedAt" IS NULL AND t5."ownerId" = $1::UUID AND t5.stage = CAST('lead' AS TEXT) AND NOT (EXISTS (SELECT 1
FROM t_world.sluice_task AS d12
WHERE d12.record_id = t5.id AND d12.task_id = CAST('tsk_<id>' AS TEXT) AND (d12.entry = coalesce((SELECT h13.id
FROM t_world.sluice_stage_history AS h13
WHERE h13.record_id = t5.id AND h13.object_id = CAST('obj_<id>' AS TEXT) AND h13.pipeline_id = CAST('pip_<id>' AS TEXT) ORDER BY h13.occurred_at DESC, h13.id DESC
 LIMIT 1), t5.id)) IS true AND d12.reopened_at IS NULL)) AND t5.name = $3::VARCHAR ORDER BY t5.id ASC
 LIMIT 20) AS q15) AS "nodes") AS j16) AS root_0
FROM t_world.sluice_head
