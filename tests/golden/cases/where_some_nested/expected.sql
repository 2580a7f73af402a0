SELECT t_world.sluice_head.catalog_version, t_world.sluice_head.access_epoch, CAST((SELECT row_to_json(j12) AS row_to_json_1
FROM (SELECT (SELECT coalesce(json_agg(q11), CAST('[]' AS JSON)) AS coalesce_1
FROM (SELECT q8.name AS "name", (SELECT row_to_json(j10) AS row_to_json_2
FROM (SELECT t9.name AS "name"
FROM t_world.account AS t9
WHERE t9.id = q8."accountId" AND t9."deletedAt" IS NULL) AS j10) AS "account"
FROM (SELECT t2.id AS id, t2.version AS version, t2."createdAt" AS "createdAt", t2."createdBy" AS "createdBy", t2."updatedAt" AS "updatedAt", t2."updatedBy" AS "updatedBy", t2."ownerId" AS "ownerId", t2."deletedAt" AS "deletedAt", t2.name AS name, t2.email AS email, t2."accountId" AS "accountId"
FROM t_world.contact AS t2
WHERE t2."deletedAt" IS NULL AND (EXISTS (SELECT 1
FROM t_world.account AS t3
WHERE t3.id = t2."accountId" AND t3."deletedAt" IS NULL AND (EXISTS (SELECT 1
FROM t_world.deal AS t4
WHERE t4."accountId" = t3.id AND t4."deletedAt" IS NULL AND t4.stage = $1::VARCHAR)) AND NOT (EXISTS (SELECT 1
FROM t_world.deal AS t6
WHERE t6."accountId" = t3.id AND t6."deletedAt" IS NULL AND t6.score < $2::INTEGER)))) ORDER BY t2.name ASC, t2.id ASC
 LIMIT $3::BIGINT) AS q8) AS q11) AS "nodes") AS j12) AS TEXT) AS root_0
FROM t_world.sluice_head
