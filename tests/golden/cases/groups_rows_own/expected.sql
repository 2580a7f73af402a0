SELECT t_world.sluice_head.catalog_version, t_world.sluice_head.access_epoch, CAST((SELECT coalesce(json_agg(j6), CAST('[]' AS JSON)) AS coalesce_1
FROM (SELECT json_build_array((SELECT row_to_json(j5) AS row_to_json_1
FROM (SELECT g4.k0 AS "value") AS j5)) AS "keys", g4.n AS "count"
FROM (SELECT b3.k0 AS k0, count(*) AS n
FROM (SELECT t2.stage AS k0
FROM t_world.deal AS t2
WHERE t2."deletedAt" IS NULL AND t2."ownerId" = $1::UUID) AS b3 GROUP BY b3.k0 ORDER BY array_position(CAST(ARRAY[CAST('lead' AS TEXT), CAST('qualified' AS TEXT), CAST('won' AS TEXT), CAST('lost' AS TEXT)] AS TEXT[]), b3.k0) ASC
 LIMIT $2::BIGINT) AS g4) AS j6) AS TEXT) AS root_0, CAST((SELECT row_to_json(j15) AS row_to_json_2
FROM (SELECT (SELECT coalesce(json_agg(q14), CAST('[]' AS JSON)) AS coalesce_2
FROM (SELECT t8.name AS "name", (SELECT coalesce(json_agg(j13), CAST('[]' AS JSON)) AS coalesce_3
FROM (SELECT g12.n AS "count"
FROM (SELECT count(*) AS n
FROM (SELECT 1 AS one
FROM t_world.deal AS t10
WHERE t10."deletedAt" IS NULL AND t10."ownerId" = $1::UUID AND t10."accountId" = t8.id) AS b11
 LIMIT $3::BIGINT) AS g12) AS j13) AS "dealsGroups"
FROM t_world.account AS t8
WHERE t8."deletedAt" IS NULL ORDER BY t8.id ASC
 LIMIT $4::BIGINT) AS q14) AS "nodes") AS j15) AS TEXT) AS root_1
FROM t_world.sluice_head
