SELECT t_world.sluice_head.catalog_version, t_world.sluice_head.access_epoch, CAST((SELECT coalesce(json_agg(j7), CAST('[]' AS JSON)) AS coalesce_1
FROM (SELECT json_build_array((SELECT row_to_json(j5) AS row_to_json_1
FROM (SELECT to_char(g4.k0, CAST('YYYY-"Q"Q' AS TEXT)) AS "label", g4.k0 AS "value") AS j5), (SELECT row_to_json(j6) AS row_to_json_2
FROM (SELECT to_char(g4.k1, CAST('IYYY-"W"IW' AS TEXT)) AS "label", g4.k1 AS "value") AS j6)) AS "keys", g4.n AS "count"
FROM (SELECT b3.k0 AS k0, b3.k1 AS k1, count(*) AS n
FROM (SELECT CAST(date_trunc(CAST('quarter' AS TEXT), CAST(t2."closeDate" AS TIMESTAMP WITHOUT TIME ZONE)) AS DATE) AS k0, CAST(date_trunc(CAST('week' AS TEXT), timezone(CAST('UTC' AS TEXT), t2."signedAt")) AS DATE) AS k1
FROM t_world.deal AS t2
WHERE t2."deletedAt" IS NULL) AS b3 GROUP BY b3.k0, b3.k1 ORDER BY b3.k0 ASC, b3.k1 ASC
 LIMIT $1::BIGINT) AS g4) AS j7) AS TEXT) AS root_0
FROM t_world.sluice_head
