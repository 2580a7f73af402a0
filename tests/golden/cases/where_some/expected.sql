SELECT t_world.sluice_head.catalog_version, t_world.sluice_head.access_epoch, (SELECT row_to_json(j6) AS row_to_json_1
FROM (SELECT (SELECT coalesce(json_agg(q5), CAST('[]' AS JSON)) AS coalesce_1
FROM (SELECT q4.name AS "name"
FROM (SELECT t1.id AS id, t1.version AS version, t1."createdAt" AS "createdAt", t1."createdBy" AS "createdBy", t1."updatedAt" AS "updatedAt", t1."updatedBy" AS "updatedBy", t1."ownerId" AS "ownerId", t1."deletedAt" AS "deletedAt", t1.name AS name, t1.sector AS sector, t1.employees AS employees, t1.secret AS secret, t1."parentId" AS "parentId"
FROM t_world.account AS t1
WHERE t1."deletedAt" IS NULL AND (EXISTS (SELECT 1
FROM t_world.deal AS t2
WHERE t2."accountId" = t1.id AND t2."deletedAt" IS NULL AND t2.score > $1::INTEGER)) ORDER BY t1.name ASC, t1.id ASC
 LIMIT 20) AS q4) AS q5) AS "nodes") AS j6) AS root_0
FROM t_world.sluice_head
