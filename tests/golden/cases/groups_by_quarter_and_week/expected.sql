SELECT t_world.sluice_head.catalog_version, t_world.sluice_head.access_epoch, (SELECT coalesce(json_agg(j6), CAST('[]' AS JSON)) AS coalesce_1
FROM (SELECT json_build_array((SELECT row_to_json(j4) AS row_to_json_1
FROM (SELECT to_char(g3.k0, CAST('YYYY-"Q"Q' AS TEXT)) AS "label", g3.k0 AS "value") AS j4), (SELECT row_to_json(j5) AS row_to_json_2
FROM (SELECT to_char(g3.k1, CAST('IYYY-"W"IW' AS TEXT)) AS "label", g3.k1 AS "value") AS j5)) AS "keys", g3.n AS "count"
FROM (SELECT b2.k0 AS k0, b2.k1 AS k1, count(*) AS n
FROM (SELECT CAST(date_trunc(CAST('quarter' AS TEXT), CAST(t1."closeDate" AS TIMESTAMP WITHOUT TIME ZONE)) AS DATE) AS k0, CAST(date_trunc(CAST('week' AS TEXT), timezone(CAST('UTC' AS TEXT), t1."signedAt")) AS DATE) AS k1
FROM t_world.deal AS t1
WHERE t1."deletedAt" IS NULL) AS b2 GROUP BY b2.k0, b2.k1 ORDER BY b2.k0 ASC, b2.k1 ASC
 LIMIT 100) AS g3) AS j6) AS root_0
FROM t_world.sluice_head
