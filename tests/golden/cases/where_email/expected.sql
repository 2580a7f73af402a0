SELECT t_world.sluice_head.catalog_version, t_world.sluice_head.access_epoch, CAST((SELECT row_to_json(j5) AS row_to_json_1
FROM (SELECT (SELECT coalesce(json_agg(q4), CAST('[]' AS JSON)) AS coalesce_1
FROM (SELECT t2.name AS "name", t2.email AS "email"
FROM t_world.contact AS t2
WHERE t2."deletedAt" IS NULL AND t2.email = $1::VARCHAR ORDER BY t2.id ASC
 LIMIT $2::BIGINT) AS q4) AS "nodes") AS j5) AS TEXT) AS root_0
FROM t_world.sluice_head
