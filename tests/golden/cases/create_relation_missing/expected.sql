WITH guard AS
(SELECT t_world.sluice_head.catalog_version AS catalog_version
FROM t_world.sluice_head
WHERE t_world.sluice_head.catalog_version = <version> AND t_world.sluice_head.access_epoch = $1::INTEGER),
merged AS
(SELECT uuidv7() AS id, 1 AS version, now() AS "createdAt", $2::UUID AS "createdBy", now() AS "updatedAt", $2::UUID AS "updatedBy", $2::UUID AS "ownerId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "deletedAt", CAST('lead' AS TEXT) AS stage, now() AS "stageEnteredAt", CAST($3::VARCHAR AS TEXT) AS name, CAST($4::INTEGER AS INTEGER) AS score, CAST($5::UUID AS UUID) AS "accountId"
FROM guard),
checked AS
(SELECT array_remove(CAST(ARRAY[CASE WHEN false THEN CAST('ROW_FORBIDDEN input' AS TEXT) END, CASE WHEN (NOT (EXISTS (SELECT 1
FROM t_world.account AS t3
WHERE t3.id = merged."accountId" AND t3."deletedAt" IS NULL))) THEN CAST('RELATION_NOT_FOUND input.accountId' AS TEXT) END] AS TEXT[]), CAST(NULL AS TEXT)) AS problems
FROM merged),
changed AS
(INSERT INTO t_world.deal (id, version, "createdAt", "createdBy", "updatedAt", "updatedBy", "ownerId", "deletedAt", stage, "stageEnteredAt", name, score, "accountId") SELECT as_merged.id AS id, as_merged.version AS version, as_merged."createdAt" AS "createdAt", as_merged."createdBy" AS "createdBy", as_merged."updatedAt" AS "updatedAt", as_merged."updatedBy" AS "updatedBy", as_merged."ownerId" AS "ownerId", as_merged."deletedAt" AS "deletedAt", as_merged.stage AS stage, as_merged."stageEnteredAt" AS "stageEnteredAt", as_merged.name AS name, as_merged.score AS score, as_merged."accountId" AS "accountId"
FROM merged AS as_merged
WHERE EXISTS (SELECT 1
FROM checked
WHERE cardinality(checked.problems) = 0) RETURNING t_world.deal.id, t_world.deal.version, t_world.deal.stage, t_world.deal."stageEnteredAt"),
moved AS
(INSERT INTO t_world.sluice_stage_history (object_id, record_id, pipeline_id, from_stage, to_stage, occurred_at, actor, catalog_version) SELECT CAST('obj_<id>' AS TEXT) AS "'obj_<id>'", changed.id AS id, CAST('pip_<id>' AS TEXT) AS "'pip_<id>'", CAST(NULL AS TEXT) AS anon_1, changed.stage AS stage, changed."stageEnteredAt" AS "stageEnteredAt", $2::UUID AS anon_2, 2
FROM changed RETURNING t_world.sluice_stage_history.id),
told AS
(INSERT INTO t_world.sluice_outbox (object_id, record_id, kind, record_version, changed, actor, catalog_version) SELECT CAST('obj_<id>' AS TEXT) AS "'obj_<id>'", changed.id AS id, CAST('created' AS TEXT) AS "'created'", changed.version AS version, CAST('{}' AS TEXT[]) AS "'{}'", $2::UUID AS anon_2, 2
FROM changed RETURNING t_world.sluice_outbox.seq)
 SELECT t_world.sluice_head.catalog_version, t_world.sluice_head.access_epoch, coalesce((SELECT checked.problems
FROM checked), CAST(ARRAY[CAST('RECORD_NOT_FOUND id' AS TEXT)] AS TEXT[])) AS problems, (SELECT row_to_json(j4) AS row_to_json_1
FROM (SELECT result.id AS "id"
FROM changed AS result
WHERE true) AS j4) AS part_0
FROM t_world.sluice_head
