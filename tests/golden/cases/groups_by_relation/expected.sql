SELECT t_world.sluice_head.catalog_version, t_world.sluice_head.access_epoch, (SELECT coalesce(json_agg(j6), CAST('[]' AS JSON)) AS coalesce_1
FROM (SELECT json_build_array((SELECT row_to_json(j5) AS row_to_json_1
FROM (SELECT CAST('accountId' AS TEXT) AS "name", g3.k0 AS "value", (SELECT t4.name
FROM t_world.account AS t4
WHERE t4.id = g3.k0 AND t4."deletedAt" IS NULL) AS "label") AS j5)) AS "keys", g3.n AS "count"
FROM (SELECT b2.k0 AS k0, count(*) AS n
FROM (SELECT t1."accountId" AS k0
FROM t_world.deal AS t1
WHERE t1."deletedAt" IS NULL) AS b2 GROUP BY b2.k0 ORDER BY b2.k0 ASC
 LIMIT 100) AS g3) AS j6) AS root_0
FROM t_world.sluice_head
