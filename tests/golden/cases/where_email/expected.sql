SELECT t_world.sluice_head.catalog_version, t_world.sluice_head.access_epoch, (SELECT row_to_json(j4) AS row_to_json_1
FROM (SELECT (SELECT coalesce(json_agg(q3), CAST('[]' AS JSON)) AS coalesce_1
FROM (SELECT t1.name AS "name", t1.email AS "email"
FROM t_world.contact AS t1
WHERE t1."deletedAt" IS NULL AND t1.email = $1::VARCHAR ORDER BY t1.id ASC
 LIMIT 20) AS q3) AS "nodes") AS j4) AS root_0
FROM t_world.sluice_head
