SELECT t_world.sluice_head.catalog_version, t_world.sluice_head.access_epoch, (SELECT row_to_json(j6) AS row_to_json_1
FROM (SELECT (SELECT coalesce(json_agg(q5), CAST('[]' AS JSON)) AS coalesce_1
FROM (SELECT q4.title AS "title"
FROM (SELECT t1.id AS id, t1.version AS version, t1."createdAt" AS "createdAt", t1."createdBy" AS "createdBy", t1."updatedAt" AS "updatedAt", t1."updatedBy" AS "updatedBy", t1."ownerId" AS "ownerId", t1."deletedAt" AS "deletedAt", t1.title AS title, t1."subjectId" AS "subjectId", t1."subjectObject" AS "subjectObject", t2.name AS "§key0", t3.name AS "§key1"
FROM t_world.activity AS t1 LEFT OUTER JOIN t_world.contact AS t2 ON t2.id = t1."subjectId" AND t2."deletedAt" IS NULL LEFT OUTER JOIN t_world.deal AS t3 ON t3.id = t1."subjectId" AND t3."deletedAt" IS NULL AND t3."ownerId" = $1::UUID
WHERE t1."deletedAt" IS NULL ORDER BY t2.name DESC NULLS LAST, t3.name ASC NULLS LAST, t1.id ASC
 LIMIT 20) AS q4) AS q5) AS "nodes") AS j6) AS root_0
FROM t_world.sluice_head
