SELECT t_world.sluice_head.catalog_version, t_world.sluice_head.access_epoch, (SELECT coalesce(json_agg(j6), CAST('[]' AS JSON)) AS coalesce_1
FROM (SELECT json_build_array((SELECT row_to_json(j5) AS row_to_json_1
FROM (SELECT g4.k0 AS "value") AS j5)) AS "keys", g4.n AS "count"
FROM (SELECT b3.k0 AS k0, count(*) AS n
FROM (SELECT CAST(date_trunc(CAST('day' AS TEXT), timezone($1::VARCHAR, t1."signedAt")) AS DATE) AS k0
FROM t_world.deal AS t1
WHERE t1."deletedAt" IS NULL) AS b3 GROUP BY b3.k0 ORDER BY b3.k0 ASC
 LIMIT 100) AS g4) AS j6) AS root_0, (SELECT coalesce(json_agg(j11), CAST('[]' AS JSON)) AS coalesce_2
FROM (SELECT json_build_array((SELECT row_to_json(j10) AS row_to_json_2
FROM (SELECT g9.k0 AS "value") AS j10)) AS "keys", g9.n AS "count"
FROM (SELECT b8.k0 AS k0, count(*) AS n
FROM (SELECT CAST(date_trunc(CAST('day' AS TEXT), timezone(CAST('UTC' AS TEXT), t7."signedAt")) AS DATE) AS k0
FROM t_world.deal AS t7
WHERE t7."deletedAt" IS NULL) AS b8 GROUP BY b8.k0 ORDER BY b8.k0 ASC
 LIMIT 100) AS g9) AS j11) AS root_1, (SELECT coalesce(json_agg(j17), CAST('[]' AS JSON)) AS coalesce_3
FROM (SELECT json_build_array((SELECT row_to_json(j16) AS row_to_json_3
FROM (SELECT g15.k0 AS "value") AS j16)) AS "keys", g15.n AS "count"
FROM (SELECT b14.k0 AS k0, count(*) AS n
FROM (SELECT CAST(date_trunc(CAST('day' AS TEXT), timezone($2::VARCHAR, t12."signedAt")) AS DATE) AS k0
FROM t_world.deal AS t12
WHERE t12."deletedAt" IS NULL) AS b14 GROUP BY b14.k0 ORDER BY b14.k0 ASC
 LIMIT 100) AS g15) AS j17) AS root_2
FROM t_world.sluice_head
