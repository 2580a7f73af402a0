SELECT t_world.sluice_head.catalog_version, t_world.sluice_head.access_epoch, (SELECT row_to_json(j6) AS row_to_json_1
FROM (SELECT (SELECT coalesce(json_agg(q5), CAST('[]' AS JSON)) AS coalesce_1
FROM (SELECT t1.title AS "title", t1."reviewerId" AS "reviewerId", (SELECT row_to_json(j3) AS row_to_json_2
FROM (SELECT m2.id AS "id", m2.name AS "name"
FROM t_world.sluice_member AS m2
WHERE m2.id = t1."reviewerId") AS j3) AS "reviewer"
FROM t_world.review AS t1
WHERE t1."deletedAt" IS NULL AND t1."reviewerId" = $1::UUID ORDER BY t1.id ASC
 LIMIT 20) AS q5) AS "nodes") AS j6) AS root_0
FROM t_world.sluice_head
