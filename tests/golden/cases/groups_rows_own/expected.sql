SELECT t_world.sluice_head.catalog_version, t_world.sluice_head.access_epoch, (SELECT coalesce(json_agg(j5), CAST('[]' AS JSON)) AS coalesce_1
FROM (SELECT json_build_array((SELECT row_to_json(j4) AS row_to_json_1
FROM (SELECT g3.k0 AS "value") AS j4)) AS "keys", g3.n AS "count"
FROM (SELECT b2.k0 AS k0, count(*) AS n
FROM (SELECT t1.stage AS k0
FROM t_world.deal AS t1
WHERE t1."deletedAt" IS NULL AND t1."ownerId" = $1::UUID) AS b2 GROUP BY b2.k0 ORDER BY array_position(CAST(ARRAY[CAST('lead' AS TEXT), CAST('qualified' AS TEXT), CAST('won' AS TEXT), CAST('lost' AS TEXT)] AS TEXT[]), b2.k0) ASC
 LIMIT 100) AS g3) AS j5) AS root_0, (SELECT row_to_json(j12) AS row_to_json_2
FROM (SELECT (SELECT coalesce(json_agg(q11), CAST('[]' AS JSON)) AS coalesce_2
FROM (SELECT t6.name AS "name", (SELECT coalesce(json_agg(j10), CAST('[]' AS JSON)) AS coalesce_3
FROM (SELECT g9.n AS "count"
FROM (SELECT count(*) AS n
FROM (SELECT 1 AS one
FROM t_world.deal AS t7
WHERE t7."deletedAt" IS NULL AND t7."ownerId" = $1::UUID AND t7."accountId" = t6.id) AS b8
 LIMIT 100) AS g9) AS j10) AS "dealsGroups"
FROM t_world.account AS t6
WHERE t6."deletedAt" IS NULL ORDER BY t6.id ASC
 LIMIT 20) AS q11) AS "nodes") AS j12) AS root_1
FROM t_world.sluice_head
