SELECT t_world.sluice_head.catalog_version, t_world.sluice_head.access_epoch, (SELECT coalesce(json_agg(j8), CAST('[]' AS JSON)) AS coalesce_1
FROM (SELECT json_build_array((SELECT row_to_json(j6) AS row_to_json_1
FROM (SELECT CAST('account.sector' AS TEXT) AS "name", g5.k0 AS "value", coalesce(CAST($1::VARCHAR AS JSON) ->> g5.k0, g5.k0) AS "label") AS j6), (SELECT row_to_json(j7) AS row_to_json_2
FROM (SELECT CAST('account.parent.name' AS TEXT) AS "name", g5.k1 AS "value", g5.k1 AS "label") AS j7)) AS "keys", g5.n AS "count"
FROM (SELECT b4.k0 AS k0, b4.k1 AS k1, count(*) AS n
FROM (SELECT t2.sector AS k0, t3.name AS k1
FROM t_world.deal AS t1 LEFT OUTER JOIN t_world.account AS t2 ON t2.id = t1."accountId" AND t2."deletedAt" IS NULL LEFT OUTER JOIN t_world.account AS t3 ON t3.id = t2."parentId" AND t3."deletedAt" IS NULL
WHERE t1."deletedAt" IS NULL) AS b4 GROUP BY b4.k0, b4.k1 ORDER BY array_position(CAST(ARRAY[CAST('retail' AS TEXT), CAST('software' AS TEXT)] AS TEXT[]), b4.k0) ASC, b4.k1 ASC
 LIMIT 100) AS g5) AS j8) AS root_0
FROM t_world.sluice_head
