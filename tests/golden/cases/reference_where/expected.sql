SELECT t_world.sluice_head.catalog_version, t_world.sluice_head.access_epoch, (SELECT row_to_json(j6) AS row_to_json_1
FROM (SELECT (SELECT coalesce(json_agg(q5), CAST('[]' AS JSON)) AS coalesce_1
FROM (SELECT t1.title AS "title"
FROM t_world.activity AS t1
WHERE t1."deletedAt" IS NULL AND ((EXISTS (SELECT 1
FROM t_world.deal AS t2
WHERE t2.id = t1."subjectId" AND t2."deletedAt" IS NULL AND t2."ownerId" = $1::UUID)) OR (EXISTS (SELECT 1
FROM t_world.contact AS t3
WHERE t3.id = t1."subjectId" AND t3."deletedAt" IS NULL AND t3.name = $2::VARCHAR))) ORDER BY t1.id ASC
 LIMIT 20) AS q5) AS "nodes") AS j6) AS root_0
FROM t_world.sluice_head
