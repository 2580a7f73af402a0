SELECT t_world.sluice_head.catalog_version, t_world.sluice_head.access_epoch, (SELECT row_to_json(j3) AS row_to_json_1
FROM (SELECT (SELECT coalesce(json_agg(q2), CAST('[]' AS JSON)) AS coalesce_1
FROM (SELECT t1.name AS "name"
FROM t_world.deal AS t1
WHERE t1."deletedAt" IS NULL ORDER BY t1.id ASC
 LIMIT 3) AS q2) AS "nodes") AS j3) AS root_0
FROM t_world.sluice_head
