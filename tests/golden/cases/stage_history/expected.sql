SELECT t_world.sluice_head.catalog_version, t_world.sluice_head.access_epoch, (SELECT row_to_json(j7) AS row_to_json_1
FROM (SELECT t1.stage AS "stage", (SELECT coalesce(json_agg((SELECT row_to_json(j6) AS row_to_json_2
FROM (SELECT h3.from_stage AS "from", h3.to_stage AS "to", h3.occurred_at AS "occurredAt", h3.recorded_at AS "recordedAt", h3.catalog_version AS "catalogVersion", (SELECT row_to_json(j5) AS row_to_json_3
FROM (SELECT m4.name AS "name"
FROM t_world.sluice_member AS m4
WHERE m4.id = h3.actor) AS j5) AS "by") AS j6) ORDER BY h3.occurred_at, h3.id), CAST('[]' AS JSON)) AS coalesce_1
FROM t_world.sluice_stage_history AS h3
WHERE h3.record_id = t1.id AND h3.object_id = $1::VARCHAR) AS "stageHistory"
FROM t_world.deal AS t1
WHERE t1.id = $2::UUID AND t1."deletedAt" IS NULL) AS j7) AS root_0
FROM t_world.sluice_head
