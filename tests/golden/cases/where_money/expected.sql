SELECT t_world.sluice_head.catalog_version, t_world.sluice_head.access_epoch, (SELECT row_to_json(j8) AS row_to_json_1
FROM (SELECT (SELECT count(*) AS count_1
FROM t_world.deal AS t1
WHERE t1."deletedAt" IS NULL AND t1.amount >= $1::NUMERIC AND t1.amount__currency = $2::VARCHAR) AS "totalCount", (SELECT coalesce(json_agg(q7), CAST('[]' AS JSON)) AS coalesce_1
FROM (SELECT t4.name AS "name"
FROM t_world.deal AS t4
WHERE t4."deletedAt" IS NULL AND t4.amount >= $3::NUMERIC AND t4.amount__currency = $4::VARCHAR ORDER BY t4.id ASC
 LIMIT 20) AS q7) AS "nodes") AS j8) AS root_0
FROM t_world.sluice_head
