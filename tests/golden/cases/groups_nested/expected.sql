SELECT t_world.sluice_head.catalog_version, t_world.sluice_head.access_epoch, CAST((SELECT row_to_json(j17) AS row_to_json_1
FROM (SELECT (SELECT coalesce(json_agg(q16), CAST('[]' AS JSON)) AS coalesce_1
FROM (SELECT q3.name AS "name", (SELECT coalesce(json_agg(j10), CAST('[]' AS JSON)) AS coalesce_2
FROM (SELECT json_build_array((SELECT row_to_json(j8) AS row_to_json_2
FROM (SELECT coalesce(CAST($1::VARCHAR AS JSON) ->> g7.k0, g7.k0) AS "label") AS j8)) AS "keys", g7.n AS "count", (SELECT row_to_json(j9) AS row_to_json_3
FROM (SELECT g7.a0 AS "score") AS j9) AS "avg"
FROM (SELECT b6.k0 AS k0, count(*) AS n, CAST(round(avg(b6.m_score), 4) AS TEXT) AS a0
FROM (SELECT t5.stage AS k0, t5.score AS m_score
FROM t_world.deal AS t5
WHERE t5."deletedAt" IS NULL AND t5."accountId" = q3.id) AS b6 GROUP BY b6.k0 ORDER BY count(*) DESC NULLS LAST, array_position(CAST(ARRAY[CAST('lead' AS TEXT), CAST('qualified' AS TEXT), CAST('won' AS TEXT), CAST('lost' AS TEXT)] AS TEXT[]), b6.k0) ASC
 LIMIT $2::BIGINT) AS g7) AS j10) AS "dealsGroups", (SELECT coalesce(json_agg(j15), CAST('[]' AS JSON)) AS coalesce_3
FROM (SELECT g14.n AS "count"
FROM (SELECT count(*) AS n
FROM (SELECT 1 AS one
FROM t_world.deal AS t12
WHERE t12."deletedAt" IS NULL AND t12."accountId" = q3.id) AS b13
 LIMIT $3::BIGINT) AS g14) AS j15) AS "totals"
FROM (SELECT t2.id AS id, t2.version AS version, t2."createdAt" AS "createdAt", t2."createdBy" AS "createdBy", t2."updatedAt" AS "updatedAt", t2."updatedBy" AS "updatedBy", t2."ownerId" AS "ownerId", t2."deletedAt" AS "deletedAt", t2.name AS name, t2.sector AS sector, t2.employees AS employees, t2.secret AS secret, t2."parentId" AS "parentId"
FROM t_world.account AS t2
WHERE t2."deletedAt" IS NULL ORDER BY t2.name ASC, t2.id ASC
 LIMIT $4::BIGINT) AS q3) AS q16) AS "nodes") AS j17) AS TEXT) AS root_0
FROM t_world.sluice_head
