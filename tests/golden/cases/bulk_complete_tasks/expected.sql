WITH guard AS
(SELECT t_world.sluice_head.catalog_version AS catalog_version
FROM t_world.sluice_head
WHERE t_world.sluice_head.catalog_version = <version> AND t_world.sluice_head.access_epoch = $1::INTEGER),
target AS
(SELECT t1.id AS id, t1.version AS version, t1."ownerId" AS "ownerId", t1.stage AS stage, t1.name AS name
FROM t_world.deal AS t1
WHERE (EXISTS (SELECT 1
FROM guard)) AND t1.id = ANY ($2::UUID[]) AND t1."deletedAt" IS NULL AND t1."ownerId" = $3::UUID AND t1."ownerId" = $3::UUID ORDER BY t1.id
 LIMIT 100001 FOR UPDATE OF t1),
merged AS
(SELECT target.id AS id, target.version AS version, target.stage AS stage, target.id AS "<id", target.version AS "<version", target."ownerId" AS "<ownerId", target.stage AS "<stage", target.name AS "<name"
FROM target),
seen3 AS
(SELECT t2.id AS id, t2.ctid AS place
FROM t_world.deal AS t2
WHERE t2.id IN (SELECT merged.id
FROM merged)),
held5 AS
(SELECT t4.ctid = seen3.place AS unmoved
FROM t_world.deal AS t4 JOIN seen3 ON seen3.id = t4.id ORDER BY t4.id FOR NO KEY UPDATE OF t4),
checked AS
(SELECT merged.id AS id, merged.version AS version, merged."<id" AS "<id", merged."<version" AS "<version", merged."<ownerId" AS "<ownerId", merged."<stage" AS "<stage", merged."<name" AS "<name", array_remove(CAST(ARRAY[CASE WHEN ((SELECT count(*) AS count_1
FROM held5
WHERE held5.unmoved) != (SELECT count(*) AS count_2
FROM seen3)) THEN CAST('RACED ' AS TEXT) END, CASE WHEN (merged.stage != CAST('lead' AS TEXT)) THEN CAST('TASK_NOT_HERE task' AS TEXT) END, CASE WHEN (merged.stage = CAST('lead' AS TEXT) AND (EXISTS (SELECT 1
FROM t_world.sluice_task AS d6
WHERE d6.record_id = merged.id AND d6.task_id = CAST('tsk_<id>' AS TEXT) AND (d6.entry = coalesce((SELECT h7.id
FROM t_world.sluice_stage_history AS h7
WHERE h7.record_id = merged.id AND h7.object_id = CAST('obj_<id>' AS TEXT) AND h7.pipeline_id = CAST('pip_<id>' AS TEXT) ORDER BY h7.occurred_at DESC, h7.id DESC
 LIMIT 1), merged.id)) IS true AND d6.reopened_at IS NULL))) THEN CAST('TASK_UNCHANGED task' AS TEXT) END] AS TEXT[]), CAST(NULL AS TEXT)) AS "!problems"
FROM merged),
unreached AS
(SELECT asked.id AS id
FROM unnest($2::UUID[]) AS asked(id)
WHERE (EXISTS (SELECT 1
FROM guard)) AND (asked.id NOT IN (SELECT target.id
FROM target))),
decided AS
(SELECT (SELECT count(*) AS count_3
FROM target) <= 100000 AS fits, (SELECT count(*) AS count_3
FROM target) <= 100000 AND NOT (EXISTS (SELECT 1
FROM checked
WHERE array_position(checked."!problems", CAST('RACED ' AS TEXT)) IS NOT NULL)) AS passes),
changed AS
(UPDATE t_world.deal SET version=(as_merged.version + 1), "updatedAt"=now(), "updatedBy"=$3::UUID FROM checked AS as_merged WHERE t_world.deal.id = as_merged.id AND cardinality(as_merged."!problems") = 0 AND (SELECT decided.passes
FROM decided) RETURNING t_world.deal.id, t_world.deal.version, t_world.deal."ownerId", t_world.deal.stage, t_world.deal.name, as_merged."!problems"),
marked AS
(INSERT INTO t_world.sluice_task (object_id, record_id, pipeline_id, task_id, entry, done_by, note, catalog_version) SELECT CAST('obj_<id>' AS TEXT) AS "'obj_<id>'", changed.id AS id, CAST('pip_<id>' AS TEXT) AS "'pip_<id>'", CAST('tsk_<id>' AS TEXT) AS "'tsk_<id>'", coalesce((SELECT h8.id
FROM t_world.sluice_stage_history AS h8
WHERE h8.record_id = changed.id AND h8.object_id = CAST('obj_<id>' AS TEXT) AND h8.pipeline_id = CAST('pip_<id>' AS TEXT) ORDER BY h8.occurred_at DESC, h8.id DESC
 LIMIT 1), changed.id) AS coalesce_1, $3::UUID AS anon_1, $4::VARCHAR AS anon_2, 3
FROM changed RETURNING t_world.sluice_task.id, t_world.sluice_task.object_id, t_world.sluice_task.record_id, t_world.sluice_task.pipeline_id, t_world.sluice_task.task_id, t_world.sluice_task.entry, t_world.sluice_task.done_at, t_world.sluice_task.done_by, t_world.sluice_task.note, t_world.sluice_task.reopened_at, t_world.sluice_task.reopened_by, t_world.sluice_task.catalog_version),
told AS
(INSERT INTO t_world.sluice_outbox (object_id, record_id, kind, record_version, changed, actor, catalog_version) SELECT CAST('obj_<id>' AS TEXT) AS "'obj_<id>'", changed.id AS id, CAST('updated' AS TEXT) AS "'updated'", changed.version AS version, CAST(ARRAY[CAST('stageTasks' AS TEXT)] AS TEXT[]) AS anon_3, $3::UUID AS anon_1, 3
FROM changed RETURNING t_world.sluice_outbox.seq),
results AS
(SELECT changed.id AS id, changed.version AS version, changed."ownerId" AS "ownerId", changed.stage AS stage, changed.name AS name, changed."!problems" AS "!problems", true AS "!done", true AS "!known"
FROM changed UNION ALL SELECT checked."<id" AS id, checked."<version" AS version, checked."<ownerId" AS "ownerId", checked."<stage" AS stage, checked."<name" AS name, checked."!problems" AS "!problems", false AS "!done", true AS "!known"
FROM checked
WHERE cardinality(checked."!problems") > 0 OR NOT (SELECT decided.passes
FROM decided) UNION ALL SELECT unreached.id AS id, CAST(NULL AS INTEGER) AS version, CAST(NULL AS UUID) AS "ownerId", CAST(NULL AS TEXT) AS stage, CAST(NULL AS TEXT) AS name, CAST(ARRAY[CAST('RECORD_NOT_FOUND id' AS TEXT)] AS TEXT[]) AS "!problems", false AS "!done", false AS "!known"
FROM unreached),
outcome3 AS
(SELECT results.id AS id, results.version AS version, results."ownerId" AS "ownerId", results.stage AS stage, results.name AS name, results."!problems" AS "!problems", results."!done" AS "!done", results."!known" AS "!known"
FROM results ORDER BY results.id
 LIMIT 20)
 SELECT t_world.sluice_head.catalog_version, t_world.sluice_head.access_epoch, (SELECT decided.fits
FROM decided) AS fits, (SELECT count(*) AS count_4
FROM checked) + (SELECT count(*) AS count_5
FROM unreached) AS matched, (SELECT count(*) AS count_6
FROM changed) AS done, (SELECT count(*) AS count_7
FROM checked
WHERE cardinality(checked."!problems") > 0) + (SELECT count(*) AS count_5
FROM unreached) AS refused, (SELECT count(*) AS count_5
FROM unreached) AS missed, (SELECT json_object_agg(counted.text, counted.records) AS json_object_agg_1
FROM (SELECT texts.text AS text, count(*) AS records
FROM checked JOIN unnest(checked."!problems") AS texts(text) ON true GROUP BY texts.text) AS counted) AS problems, (SELECT array_agg(outcome3."!done" ORDER BY outcome3.id) AS array_agg_1
FROM outcome3) AS part_3_0, (SELECT array_agg(CASE WHEN (outcome3."!known" AND outcome3."ownerId" = $3::UUID) THEN (SELECT row_to_json(j16) AS row_to_json_1
FROM (SELECT outcome3.name AS "name", outcome3.version AS "version", (SELECT coalesce(json_agg((SELECT row_to_json(j15) AS row_to_json_2
FROM (SELECT k10.name AS "name", d11.id IS NOT NULL AS "done", (SELECT row_to_json(j14) AS row_to_json_3
FROM (SELECT m13.name AS "name"
FROM t_world.sluice_member AS m13
WHERE m13.id = d11.done_by) AS j14) AS "doneBy", d11.note AS "note") AS j15) ORDER BY k10.place), CAST('[]' AS JSON)) AS coalesce_2
FROM (SELECT 0 AS place, CAST('lead' AS TEXT) AS stage, CAST('tsk_<id>' AS TEXT) AS task_id, CAST('call' AS TEXT) AS name, CAST('Call them' AS TEXT) AS label, true AS required UNION ALL SELECT 1 AS place, CAST('lead' AS TEXT) AS stage, CAST('tsk_<id>' AS TEXT) AS task_id, CAST('research' AS TEXT) AS name, CAST('research' AS TEXT) AS label, false AS required) AS k10 LEFT OUTER JOIN (SELECT t_world.sluice_task.id AS id, t_world.sluice_task.object_id AS object_id, t_world.sluice_task.record_id AS record_id, t_world.sluice_task.pipeline_id AS pipeline_id, t_world.sluice_task.task_id AS task_id, t_world.sluice_task.entry AS entry, t_world.sluice_task.done_at AS done_at, t_world.sluice_task.done_by AS done_by, t_world.sluice_task.note AS note, t_world.sluice_task.reopened_at AS reopened_at, t_world.sluice_task.reopened_by AS reopened_by, t_world.sluice_task.catalog_version AS catalog_version
FROM t_world.sluice_task
WHERE (t_world.sluice_task.id NOT IN (SELECT marked.id
FROM marked)) UNION ALL SELECT marked.id AS id, marked.object_id AS object_id, marked.record_id AS record_id, marked.pipeline_id AS pipeline_id, marked.task_id AS task_id, marked.entry AS entry, marked.done_at AS done_at, marked.done_by AS done_by, marked.note AS note, marked.reopened_at AS reopened_at, marked.reopened_by AS reopened_by, marked.catalog_version AS catalog_version
FROM marked) AS d11 ON d11.record_id = outcome3.id AND d11.task_id = k10.task_id AND (d11.entry = coalesce((SELECT h12.id
FROM t_world.sluice_stage_history AS h12
WHERE h12.record_id = outcome3.id AND h12.object_id = CAST('obj_<id>' AS TEXT) AND h12.pipeline_id = CAST('pip_<id>' AS TEXT) ORDER BY h12.occurred_at DESC, h12.id DESC
 LIMIT 1), outcome3.id)) IS true AND d11.reopened_at IS NULL
WHERE k10.stage = outcome3.stage) AS "stageTasks") AS j16) ELSE CAST(NULL AS JSON) END ORDER BY outcome3.id) AS array_agg_2
FROM outcome3) AS part_3_1, (SELECT array_agg(array_to_string(outcome3."!problems", chr(10)) ORDER BY outcome3.id) AS array_agg_3
FROM outcome3) AS part_3_2
FROM t_world.sluice_head
