SELECT t_world.sluice_head.catalog_version, t_world.sluice_head.access_epoch, CAST((SELECT coalesce(json_agg(j6), CAST('[]' AS JSON)) AS coalesce_1
FROM (SELECT json_build_array((SELECT row_to_json(j5) AS row_to_json_1
FROM (SELECT CAST('closeDate' AS TEXT) AS "name", g4.k0 AS "value", to_char(g4.k0, CAST('YYYY-MM' AS TEXT)) AS "label") AS j5)) AS "keys", g4.n AS "count"
FROM (SELECT b3.k0 AS k0, count(*) AS n
FROM (SELECT CAST(date_trunc(CAST('month' AS TEXT), CAST(t2."closeDate" AS TIMESTAMP WITHOUT TIME ZONE)) AS DATE) AS k0
FROM t_world.deal AS t2
WHERE t2."deletedAt" IS NULL) AS b3 GROUP BY b3.k0 ORDER BY b3.k0 ASC
 LIMIT $1::BIGINT) AS g4) AS j6) AS TEXT) AS root_0
FROM t_world.sluice_head
