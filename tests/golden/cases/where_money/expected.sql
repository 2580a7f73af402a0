SELECT t_world.sluice_head.catalog_version, t_world.sluice_head.access_epoch, CAST((SELECT row_to_json(j9) AS row_to_json_1
FROM (SELECT (SELECT count(*) AS count_1
FROM t_world.deal AS t2
WHERE t2."deletedAt" IS NULL AND t2.amount >= $1::NUMERIC(18, 2) AND t2.amount__currency = $2::VARCHAR) AS "totalCount", (SELECT coalesce(json_agg(q8), CAST('[]' AS JSON)) AS coalesce_1
FROM (SELECT t5.name AS "name"
FROM t_world.deal AS t5
WHERE t5."deletedAt" IS NULL AND t5.amount >= $3::NUMERIC(18, 2) AND t5.amount__currency = $4::VARCHAR ORDER BY t5.id ASC
 LIMIT $5::BIGINT) AS q8) AS "nodes") AS j9) AS TEXT) AS root_0
FROM t_world.sluice_head
