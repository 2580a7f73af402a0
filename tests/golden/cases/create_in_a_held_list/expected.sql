WITH guard AS
(SELECT t_world.sluice_head.catalog_version AS catalog_version
FROM t_world.sluice_head
WHERE t_world.sluice_head.catalog_version = <version> AND t_world.sluice_head.access_epoch = $1::INTEGER),
merged AS
(SELECT uuidv7() AS id, 1 AS version, now() AS "createdAt", $2::UUID AS "createdBy", now() AS "updatedAt", $2::UUID AS "updatedBy", $2::UUID AS "ownerId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "deletedAt", CAST($3::VARCHAR AS TEXT) AS name, CAST($4::UUID AS UUID) AS "accountId"
FROM guard),
checked AS
(SELECT array_remove(CAST(ARRAY[CASE WHEN false THEN CAST('ROW_FORBIDDEN input' AS TEXT) END, CASE WHEN (NOT (EXISTS (SELECT 1
FROM t_world.account AS t3
WHERE t3.id = merged."accountId" AND t3."deletedAt" IS NULL))) THEN CAST('RELATION_NOT_FOUND input.accountId' AS TEXT) END] AS TEXT[]), CAST(NULL AS TEXT)) AS problems
FROM merged),
changed AS
(INSERT INTO t_world.contact (id, version, "createdAt", "createdBy", "updatedAt", "updatedBy", "ownerId", "deletedAt", name, "accountId") SELECT as_merged.id AS id, as_merged.version AS version, as_merged."createdAt" AS "createdAt", as_merged."createdBy" AS "createdBy", as_merged."updatedAt" AS "updatedAt", as_merged."updatedBy" AS "updatedBy", as_merged."ownerId" AS "ownerId", as_merged."deletedAt" AS "deletedAt", as_merged.name AS name, as_merged."accountId" AS "accountId"
FROM merged AS as_merged
WHERE EXISTS (SELECT 1
FROM checked
WHERE cardinality(checked.problems) = 0) RETURNING t_world.contact.id, t_world.contact.version, t_world.contact.name, t_world.contact."accountId"),
anchors5 AS
(SELECT t4.id AS id
FROM t_world.account AS t4
WHERE t4.id IN (SELECT changed."accountId"
FROM changed) ORDER BY t4.id FOR NO KEY UPDATE OF t4),
touched6 AS
(UPDATE t_world.account SET version=t_world.account.version WHERE t_world.account.id IN (SELECT anchors5.id
FROM anchors5) RETURNING t_world.account.id),
told AS
(INSERT INTO t_world.sluice_outbox (object_id, record_id, kind, record_version, changed, actor, catalog_version) SELECT CAST('obj_<id>' AS TEXT) AS "'obj_<id>'", changed.id AS id, CAST('created' AS TEXT) AS "'created'", changed.version AS version, CAST('{}' AS TEXT[]) AS "'{}'", $2::UUID AS anon_1, 3
FROM changed RETURNING t_world.sluice_outbox.seq)
 SELECT t_world.sluice_head.catalog_version, t_world.sluice_head.access_epoch, coalesce((SELECT checked.problems
FROM checked), CAST(ARRAY[CAST('RECORD_NOT_FOUND id' AS TEXT)] AS TEXT[])) AS problems, (SELECT row_to_json(j9) AS row_to_json_1
FROM (SELECT result.name AS "name", (SELECT row_to_json(j8) AS row_to_json_2
FROM (SELECT t7.name AS "name", t7.version AS "version"
FROM t_world.account AS t7
WHERE t7.id = result."accountId" AND t7."deletedAt" IS NULL) AS j8) AS "account"
FROM changed AS result
WHERE true) AS j9) AS part_0
FROM t_world.sluice_head
