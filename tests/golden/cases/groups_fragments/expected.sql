SELECT t_world.sluice_head.catalog_version, t_world.sluice_head.access_epoch, (SELECT coalesce(json_agg(j6), CAST('[]' AS JSON)) AS coalesce_1
FROM (SELECT CAST('DealGroup' AS TEXT) AS "__typename", json_build_array((SELECT row_to_json(j4) AS row_to_json_1
FROM (SELECT CAST('GroupKey' AS TEXT) AS "__typename", g3.k0 AS "v") AS j4)) AS "k", g3.n AS "n", (SELECT row_to_json(j5) AS row_to_json_2
FROM (SELECT CAST('DealNumbers' AS TEXT) AS "__typename") AS j5) AS "total"
FROM (SELECT b2.k0 AS k0, count(*) AS n
FROM (SELECT t1."budgetConfirmed" AS k0
FROM t_world.deal AS t1
WHERE t1."deletedAt" IS NULL) AS b2 GROUP BY b2.k0 ORDER BY b2.k0 ASC
 LIMIT 100) AS g3) AS j6) AS root_0
FROM t_world.sluice_head
