SELECT t_world.sluice_head.catalog_version, t_world.sluice_head.access_epoch, (SELECT row_to_json(j3) AS row_to_json_1
FROM (SELECT t1.name AS "name"
FROM t_world.deal AS t1
WHERE t1.id = $1::UUID AND t1."deletedAt" IS NULL) AS j3) AS root_0, (SELECT row_to_json(j6) AS row_to_json_2
FROM (SELECT t4.name AS "name"
FROM t_world.account AS t4
WHERE t4.id = $2::UUID AND t4."deletedAt" IS NULL) AS j6) AS root_1, (SELECT row_to_json(j9) AS row_to_json_3
FROM (SELECT (SELECT coalesce(json_agg(q8), CAST('[]' AS JSON)) AS coalesce_1
FROM (SELECT t7.name AS "name"
FROM t_world.contact AS t7
WHERE t7."deletedAt" IS NULL ORDER BY t7.id ASC
 LIMIT 1) AS q8) AS "nodes") AS j9) AS root_2
FROM t_world.sluice_head
