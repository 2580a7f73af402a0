WITH guard AS
(SELECT t_world.sluice_head.catalog_version AS catalog_version
FROM t_world.sluice_head
WHERE t_world.sluice_head.catalog_version = <version> AND t_world.sluice_head.access_epoch = $1::INTEGER),
merged AS
(SELECT uuidv7() AS id, 1 AS version, now() AS "createdAt", $2::UUID AS "createdBy", now() AS "updatedAt", $2::UUID AS "updatedBy", $2::UUID AS "ownerId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "deletedAt", CAST('lead' AS TEXT) AS stage, $3::TIMESTAMP WITH TIME ZONE AS "stageEnteredAt", CAST($4::VARCHAR AS TEXT) AS name, CAST($5::INTEGER AS INTEGER) AS score
FROM guard),
checked AS
(SELECT array_remove(CAST(ARRAY[CASE WHEN false THEN CAST('ROW_FORBIDDEN input' AS TEXT) END, CASE WHEN ($6::TIMESTAMP WITH TIME ZONE > now()) THEN CAST('BACKDATE_INVALID occurredAt' AS TEXT) END, CASE WHEN false THEN CAST('ROW_FORBIDDEN occurredAt' AS TEXT) END] AS TEXT[]), CAST(NULL AS TEXT)) AS problems
FROM merged),
changed AS
(INSERT INTO t_world.deal (id, version, "createdAt", "createdBy", "updatedAt", "updatedBy", "ownerId", "deletedAt", stage, "stageEnteredAt", name, score) SELECT as_merged.id AS id, as_merged.version AS version, as_merged."createdAt" AS "createdAt", as_merged."createdBy" AS "createdBy", as_merged."updatedAt" AS "updatedAt", as_merged."updatedBy" AS "updatedBy", as_merged."ownerId" AS "ownerId", as_merged."deletedAt" AS "deletedAt", as_merged.stage AS stage, as_merged."stageEnteredAt" AS "stageEnteredAt", as_merged.name AS name, as_merged.score AS score
FROM merged AS as_merged
WHERE EXISTS (SELECT 1
FROM checked
WHERE cardinality(checked.problems) = 0) RETURNING t_world.deal.id, t_world.deal.version, t_world.deal.stage, t_world.deal."stageEnteredAt", t_world.deal.name),
moved AS
(INSERT INTO t_world.sluice_stage_history (object_id, record_id, pipeline_id, from_stage, to_stage, occurred_at, actor, catalog_version) SELECT CAST('obj_<id>' AS TEXT) AS "'obj_<id>'", changed.id AS id, CAST('pip_<id>' AS TEXT) AS "'pip_<id>'", CAST(NULL AS TEXT) AS anon_1, changed.stage AS stage, changed."stageEnteredAt" AS "stageEnteredAt", $2::UUID AS anon_2, 2
FROM changed RETURNING t_world.sluice_stage_history.id, t_world.sluice_stage_history.object_id, t_world.sluice_stage_history.record_id, t_world.sluice_stage_history.pipeline_id, t_world.sluice_stage_history.from_stage, t_world.sluice_stage_history.to_stage, t_world.sluice_stage_history.occurred_at, t_world.sluice_stage_history.recorded_at, t_world.sluice_stage_history.actor, t_world.sluice_stage_history.catalog_version, t_world.sluice_stage_history.judged),
told AS
(INSERT INTO t_world.sluice_outbox (object_id, record_id, kind, record_version, changed, actor, catalog_version) SELECT CAST('obj_<id>' AS TEXT) AS "'obj_<id>'", changed.id AS id, CAST('created' AS TEXT) AS "'created'", changed.version AS version, CAST('{}' AS TEXT[]) AS "'{}'", $2::UUID AS anon_2, 2
FROM changed RETURNING t_world.sluice_outbox.seq)
 SELECT t_world.sluice_head.catalog_version, t_world.sluice_head.access_epoch, coalesce((SELECT checked.problems
FROM checked), CAST(ARRAY[CAST('RECORD_NOT_FOUND id' AS TEXT)] AS TEXT[])) AS problems, (SELECT row_to_json(j6) AS row_to_json_1
FROM (SELECT result.name AS "name", (SELECT coalesce(json_agg((SELECT row_to_json(j5) AS row_to_json_2
FROM (SELECT h4.from_stage AS "from", h4.to_stage AS "to", h4.occurred_at AS "occurredAt", h4.recorded_at AS "recordedAt") AS j5) ORDER BY h4.occurred_at, h4.id), CAST('[]' AS JSON)) AS coalesce_1
FROM (SELECT t_world.sluice_stage_history.id AS id, t_world.sluice_stage_history.object_id AS object_id, t_world.sluice_stage_history.record_id AS record_id, t_world.sluice_stage_history.pipeline_id AS pipeline_id, t_world.sluice_stage_history.from_stage AS from_stage, t_world.sluice_stage_history.to_stage AS to_stage, t_world.sluice_stage_history.occurred_at AS occurred_at, t_world.sluice_stage_history.recorded_at AS recorded_at, t_world.sluice_stage_history.actor AS actor, t_world.sluice_stage_history.catalog_version AS catalog_version, t_world.sluice_stage_history.judged AS judged
FROM t_world.sluice_stage_history UNION ALL SELECT moved.id AS id, moved.object_id AS object_id, moved.record_id AS record_id, moved.pipeline_id AS pipeline_id, moved.from_stage AS from_stage, moved.to_stage AS to_stage, moved.occurred_at AS occurred_at, moved.recorded_at AS recorded_at, moved.actor AS actor, moved.catalog_version AS catalog_version, moved.judged AS judged
FROM moved) AS h4
WHERE h4.record_id = result.id AND h4.object_id = $7::VARCHAR) AS "stageHistory"
FROM changed AS result
WHERE true) AS j6) AS part_0
FROM t_world.sluice_head
