SELECT t_world.sluice_head.catalog_version, t_world.sluice_head.access_epoch, (SELECT row_to_json(j14) AS row_to_json_1
FROM (SELECT (SELECT coalesce(json_agg(q13), CAST('[]' AS JSON)) AS coalesce_1
FROM (SELECT q2.name AS "name", (SELECT coalesce(json_agg(j8), CAST('[]' AS JSON)) AS coalesce_2
FROM (SELECT json_build_array((SELECT row_to_json(j6) AS row_to_json_2
FROM (SELECT coalesce(CAST($1::VARCHAR AS JSON) ->> g5.k0, g5.k0) AS "label") AS j6)) AS "keys", g5.n AS "count", (SELECT row_to_json(j7) AS row_to_json_3
FROM (SELECT g5.a0 AS "score") AS j7) AS "avg"
FROM (SELECT b4.k0 AS k0, count(*) AS n, CAST(round(avg(b4.m_score), 4) AS TEXT) AS a0
FROM (SELECT t3.stage AS k0, t3.score AS m_score
FROM t_world.deal AS t3
WHERE t3."deletedAt" IS NULL AND t3."accountId" = q2.id) AS b4 GROUP BY b4.k0 ORDER BY count(*) DESC NULLS LAST, array_position(CAST(ARRAY[CAST('lead' AS TEXT), CAST('qualified' AS TEXT), CAST('won' AS TEXT), CAST('lost' AS TEXT)] AS TEXT[]), b4.k0) ASC
 LIMIT 1) AS g5) AS j8) AS "dealsGroups", (SELECT coalesce(json_agg(j12), CAST('[]' AS JSON)) AS coalesce_3
FROM (SELECT g11.n AS "count"
FROM (SELECT count(*) AS n
FROM (SELECT 1 AS one
FROM t_world.deal AS t9
WHERE t9."deletedAt" IS NULL AND t9."accountId" = q2.id) AS b10
 LIMIT 100) AS g11) AS j12) AS "totals"
FROM (SELECT t1.id AS id, t1.version AS version, t1."createdAt" AS "createdAt", t1."createdBy" AS "createdBy", t1."updatedAt" AS "updatedAt", t1."updatedBy" AS "updatedBy", t1."ownerId" AS "ownerId", t1."deletedAt" AS "deletedAt", t1.name AS name, t1.sector AS sector, t1.employees AS employees, t1.secret AS secret, t1."parentId" AS "parentId"
FROM t_world.account AS t1
WHERE t1."deletedAt" IS NULL ORDER BY t1.name ASC, t1.id ASC
 LIMIT 20) AS q2) AS q13) AS "nodes") AS j14) AS root_0
FROM t_world.sluice_head
