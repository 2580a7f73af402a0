SELECT t_world.sluice_head.catalog_version, t_world.sluice_head.access_epoch, CAST((SELECT coalesce(json_agg(j9), CAST('[]' AS JSON)) AS coalesce_1
FROM (SELECT json_build_array((SELECT row_to_json(j7) AS row_to_json_1
FROM (SELECT CAST('account.sector' AS TEXT) AS "name", g6.k0 AS "value", coalesce(CAST($1::VARCHAR AS JSON) ->> g6.k0, g6.k0) AS "label") AS j7), (SELECT row_to_json(j8) AS row_to_json_2
FROM (SELECT CAST('account.parent.name' AS TEXT) AS "name", g6.k1 AS "value", CAST(g6.k1 AS TEXT) AS "label") AS j8)) AS "keys", g6.n AS "count"
FROM (SELECT b5.k0 AS k0, b5.k1 AS k1, count(*) AS n
FROM (SELECT t3.sector AS k0, t4.name AS k1
FROM t_world.deal AS t2 LEFT OUTER JOIN t_world.account AS t3 ON t3.id = t2."accountId" AND t3."deletedAt" IS NULL LEFT OUTER JOIN t_world.account AS t4 ON t4.id = t3."parentId" AND t4."deletedAt" IS NULL
WHERE t2."deletedAt" IS NULL) AS b5 GROUP BY b5.k0, b5.k1 ORDER BY array_position(CAST(ARRAY[CAST('retail' AS TEXT), CAST('software' AS TEXT)] AS TEXT[]), b5.k0) ASC, b5.k1 ASC
 LIMIT $2::BIGINT) AS g6) AS j9) AS TEXT) AS root_0
FROM t_world.sluice_head
