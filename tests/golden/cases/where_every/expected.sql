SELECT t_world.sluice_head.catalog_version, t_world.sluice_head.access_epoch, CAST((SELECT row_to_json(j7) AS row_to_json_1
FROM (SELECT (SELECT coalesce(json_agg(q6), CAST('[]' AS JSON)) AS coalesce_1
FROM (SELECT q5.name AS "name"
FROM (SELECT t2.id AS id, t2.version AS version, t2."createdAt" AS "createdAt", t2."createdBy" AS "createdBy", t2."updatedAt" AS "updatedAt", t2."updatedBy" AS "updatedBy", t2."ownerId" AS "ownerId", t2."deletedAt" AS "deletedAt", t2.name AS name, t2.sector AS sector, t2.employees AS employees, t2.secret AS secret, t2."parentId" AS "parentId"
FROM t_world.account AS t2
WHERE t2."deletedAt" IS NULL AND NOT (EXISTS (SELECT 1
FROM t_world.deal AS t3
WHERE t3."accountId" = t2.id AND t3."deletedAt" IS NULL AND (t3."budgetConfirmed" = $1::BOOLEAN) IS NOT true)) ORDER BY t2.name ASC, t2.id ASC
 LIMIT $2::BIGINT) AS q5) AS q6) AS "nodes") AS j7) AS TEXT) AS root_0
FROM t_world.sluice_head
