SELECT t_world.sluice_head.catalog_version, t_world.sluice_head.access_epoch, (SELECT row_to_json(j4) AS row_to_json_1
FROM (SELECT (SELECT coalesce(json_agg(q3), CAST('[]' AS JSON)) AS coalesce_1
FROM (SELECT t1.name AS "name", CASE WHEN (t1.stage IN (CAST('due' AS TEXT), CAST('renewed' AS TEXT))) THEN CAST('renewal' AS TEXT) ELSE CAST('sales' AS TEXT) END AS "pipeline"
FROM t_world.deal AS t1
WHERE t1."deletedAt" IS NULL AND t1.stage = any($1::TEXT[]) ORDER BY t1.id ASC
 LIMIT 20) AS q3) AS "nodes") AS j4) AS root_0, (SELECT coalesce(json_agg(j9), CAST('[]' AS JSON)) AS coalesce_2
FROM (SELECT json_build_array((SELECT row_to_json(j8) AS row_to_json_2
FROM (SELECT g7.k0 AS "value", coalesce(CAST($2::VARCHAR AS JSON) ->> g7.k0, g7.k0) AS "label") AS j8)) AS "keys", g7.n AS "count"
FROM (SELECT b6.k0 AS k0, count(*) AS n
FROM (SELECT CASE WHEN (t5.stage IN (CAST('due' AS TEXT), CAST('renewed' AS TEXT))) THEN CAST('renewal' AS TEXT) ELSE CAST('sales' AS TEXT) END AS k0
FROM t_world.deal AS t5
WHERE t5."deletedAt" IS NULL) AS b6 GROUP BY b6.k0 ORDER BY array_position(CAST(ARRAY[CAST('sales' AS TEXT), CAST('renewal' AS TEXT)] AS TEXT[]), b6.k0) ASC
 LIMIT 100) AS g7) AS j9) AS root_1
FROM t_world.sluice_head
