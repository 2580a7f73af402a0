SELECT t_world.sluice_head.catalog_version, t_world.sluice_head.access_epoch, CAST((SELECT coalesce(json_agg(j7), CAST('[]' AS JSON)) AS coalesce_1
FROM (SELECT CAST('DealGroup' AS TEXT) AS "__typename", json_build_array((SELECT row_to_json(j5) AS row_to_json_1
FROM (SELECT CAST('GroupKey' AS TEXT) AS "__typename", g4.k0 AS "v") AS j5)) AS "k", g4.n AS "n", (SELECT row_to_json(j6) AS row_to_json_2
FROM (SELECT CAST('DealNumbers' AS TEXT) AS "__typename") AS j6) AS "total"
FROM (SELECT b3.k0 AS k0, count(*) AS n
FROM (SELECT t2."budgetConfirmed" AS k0
FROM t_world.deal AS t2
WHERE t2."deletedAt" IS NULL) AS b3 GROUP BY b3.k0 ORDER BY b3.k0 ASC
 LIMIT $1::BIGINT) AS g4) AS j7) AS TEXT) AS root_0
FROM t_world.sluice_head
