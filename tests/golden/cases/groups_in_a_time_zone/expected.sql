SELECT t_world.sluice_head.catalog_version, t_world.sluice_head.access_epoch, CAST((SELECT coalesce(json_agg(j7), CAST('[]' AS JSON)) AS coalesce_1
FROM (SELECT json_build_array((SELECT row_to_json(j6) AS row_to_json_1
FROM (SELECT g5.k0 AS "value") AS j6)) AS "keys", g5.n AS "count"
FROM (SELECT b4.k0 AS k0, count(*) AS n
FROM (SELECT CAST(date_trunc(CAST('day' AS TEXT), timezone($1::VARCHAR, t2."signedAt")) AS DATE) AS k0
FROM t_world.deal AS t2
WHERE t2."deletedAt" IS NULL) AS b4 GROUP BY b4.k0 ORDER BY b4.k0 ASC
 LIMIT $2::BIGINT) AS g5) AS j7) AS TEXT) AS root_0, CAST((SELECT coalesce(json_agg(j13), CAST('[]' AS JSON)) AS coalesce_2
FROM (SELECT json_build_array((SELECT row_to_json(j12) AS row_to_json_2
FROM (SELECT g11.k0 AS "value") AS j12)) AS "keys", g11.n AS "count"
FROM (SELECT b10.k0 AS k0, count(*) AS n
FROM (SELECT CAST(date_trunc(CAST('day' AS TEXT), timezone(CAST('UTC' AS TEXT), t9."signedAt")) AS DATE) AS k0
FROM t_world.deal AS t9
WHERE t9."deletedAt" IS NULL) AS b10 GROUP BY b10.k0 ORDER BY b10.k0 ASC
 LIMIT $3::BIGINT) AS g11) AS j13) AS TEXT) AS root_1, CAST((SELECT coalesce(json_agg(j20), CAST('[]' AS JSON)) AS coalesce_3
FROM (SELECT json_build_array((SELECT row_to_json(j19) AS row_to_json_3
FROM (SELECT g18.k0 AS "value") AS j19)) AS "keys", g18.n AS "count"
FROM (SELECT b17.k0 AS k0, count(*) AS n
FROM (SELECT CAST(date_trunc(CAST('day' AS TEXT), timezone($4::VARCHAR, t15."signedAt")) AS DATE) AS k0
FROM t_world.deal AS t15
WHERE t15."deletedAt" IS NULL) AS b17 GROUP BY b17.k0 ORDER BY b17.k0 ASC
 LIMIT $5::BIGINT) AS g18) AS j20) AS TEXT) AS root_2
FROM t_world.sluice_head
