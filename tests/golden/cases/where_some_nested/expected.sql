SELECT t_world.sluice_head.catalog_version, t_world.sluice_head.access_epoch, (SELECT row_to_json(j11) AS row_to_json_1
FROM (SELECT (SELECT coalesce(json_agg(q10), CAST('[]' AS JSON)) AS coalesce_1
FROM (SELECT q7.name AS "name", (SELECT row_to_json(j9) AS row_to_json_2
FROM (SELECT t8.name AS "name"
FROM t_world.account AS t8
WHERE t8.id = q7."accountId" AND t8."deletedAt" IS NULL) AS j9) AS "account"
FROM (SELECT t1.id AS id, t1.version AS version, t1."createdAt" AS "createdAt", t1."createdBy" AS "createdBy", t1."updatedAt" AS "updatedAt", t1."updatedBy" AS "updatedBy", t1."ownerId" AS "ownerId", t1."deletedAt" AS "deletedAt", t1.name AS name, t1.email AS email, t1."accountId" AS "accountId"
FROM t_world.contact AS t1
WHERE t1."deletedAt" IS NULL AND (EXISTS (SELECT 1
FROM t_world.account AS t2
WHERE t2.id = t1."accountId" AND t2."deletedAt" IS NULL AND (EXISTS (SELECT 1
FROM t_world.deal AS t3
WHERE t3."accountId" = t2.id AND t3."deletedAt" IS NULL AND t3.stage = $1::VARCHAR)) AND NOT (EXISTS (SELECT 1
FROM t_world.deal AS t5
WHERE t5."accountId" = t2.id AND t5."deletedAt" IS NULL AND t5.score < $2::INTEGER)))) ORDER BY t1.name ASC, t1.id ASC
 LIMIT 20) AS q7) AS q10) AS "nodes") AS j11) AS root_0
FROM t_world.sluice_head
