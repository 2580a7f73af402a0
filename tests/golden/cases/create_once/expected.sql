WITH gone AS
(DELETE FROM t_world.sluice_kept_answer WHERE (t_world.sluice_kept_answer.actor, t_world.sluice_kept_answer.key) IN (SELECT t_world.sluice_kept_answer.actor, t_world.sluice_kept_answer.key
FROM t_world.sluice_kept_answer
WHERE t_world.sluice_kept_answer.created_at < now() - interval '1 day' AND (t_world.sluice_kept_answer.actor != $4::UUID OR t_world.sluice_kept_answer.key != $5::VARCHAR)
 LIMIT $6::INTEGER FOR UPDATE SKIP LOCKED) RETURNING t_world.sluice_kept_answer.key)
 INSERT INTO t_world.sluice_kept_answer (actor, key, fingerprint) VALUES ($1::UUID, $2::VARCHAR, $3::VARCHAR) ON CONFLICT (actor, key) DO UPDATE SET fingerprint = excluded.fingerprint, answer = $7::BYTEA, created_at = now() WHERE t_world.sluice_kept_answer.created_at < now() - interval '1 day' RETURNING t_world.sluice_kept_answer.key
;
WITH guard AS
(SELECT t_world.sluice_head.catalog_version AS catalog_version
FROM t_world.sluice_head
WHERE t_world.sluice_head.catalog_version = <version> AND t_world.sluice_head.access_epoch = $1::INTEGER),
merged AS
(SELECT uuidv7() AS id, 1 AS version, now() AS "createdAt", $2::UUID AS "createdBy", now() AS "updatedAt", $2::UUID AS "updatedBy", $2::UUID AS "ownerId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "deletedAt", CAST('lead' AS TEXT) AS stage, now() AS "stageEnteredAt", CAST($3::VARCHAR AS TEXT) AS name, CAST($4::INTEGER AS INTEGER) AS score
FROM guard),
checked AS
(SELECT array_remove(CAST(ARRAY[CASE WHEN false THEN CAST('ROW_FORBIDDEN input' AS TEXT) END] AS TEXT[]), CAST(NULL AS TEXT)) AS problems
FROM merged),
changed AS
(INSERT INTO t_world.deal (id, version, "createdAt", "createdBy", "updatedAt", "updatedBy", "ownerId", "deletedAt", stage, "stageEnteredAt", name, score) SELECT as_merged.id AS id, as_merged.version AS version, as_merged."createdAt" AS "createdAt", as_merged."createdBy" AS "createdBy", as_merged."updatedAt" AS "updatedAt", as_merged."updatedBy" AS "updatedBy", as_merged."ownerId" AS "ownerId", as_merged."deletedAt" AS "deletedAt", as_merged.stage AS stage, as_merged."stageEnteredAt" AS "stageEnteredAt", as_merged.name AS name, as_merged.score AS score
FROM merged AS as_merged
WHERE EXISTS (SELECT 1
FROM checked
WHERE cardinality(checked.problems) = 0) RETURNING t_world.deal.id, t_world.deal.version, t_world.deal.stage, t_world.deal."stageEnteredAt", t_world.deal.name),
moved AS
(INSERT INTO t_world.sluice_stage_history (object_id, record_id, pipeline_id, from_stage, to_stage, occurred_at, actor, catalog_version) SELECT CAST('obj_<id>' AS TEXT) AS "'obj_<id>'", changed.id AS id, CAST('pip_<id>' AS TEXT) AS "'pip_<id>'", CAST(NULL AS TEXT) AS anon_1, changed.stage AS stage, changed."stageEnteredAt" AS "stageEnteredAt", $2::UUID AS anon_2, 2
FROM changed RETURNING t_world.sluice_stage_history.id),
told AS
(INSERT INTO t_world.sluice_outbox (object_id, record_id, kind, record_version, changed, actor, catalog_version) SELECT CAST('obj_<id>' AS TEXT) AS "'obj_<id>'", changed.id AS id, CAST('created' AS TEXT) AS "'created'", changed.version AS version, CAST('{}' AS TEXT[]) AS "'{}'", $2::UUID AS anon_2, 2
FROM changed RETURNING t_world.sluice_outbox.seq)
 SELECT t_world.sluice_head.catalog_version, t_world.sluice_head.access_epoch, coalesce((SELECT checked.problems
FROM checked), CAST(ARRAY[CAST('RECORD_NOT_FOUND id' AS TEXT)] AS TEXT[])) AS problems, (SELECT row_to_json(j2) AS row_to_json_1
FROM (SELECT result.name AS "name"
FROM changed AS result
WHERE true) AS j2) AS part_0
FROM t_world.sluice_head
;
UPDATE t_world.sluice_kept_answer SET answer=$1::BYTEA WHERE t_world.sluice_kept_answer.actor = $2::UUID AND t_world.sluice_kept_answer.key = $3::VARCHAR
