SELECT t_world.sluice_head.catalog_version, t_world.sluice_head.access_epoch, (SELECT coalesce(json_agg(j5), CAST('[]' AS JSON)) AS coalesce_1
FROM (SELECT json_build_array((SELECT row_to_json(j4) AS row_to_json_1
FROM (SELECT coalesce(CAST($1::VARCHAR AS JSON) ->> g3.k0, g3.k0) AS "label") AS j4)) AS "keys", g3.n AS "count"
FROM (SELECT b2.k0 AS k0, count(*) AS n
FROM (SELECT t1.stage AS k0
FROM t_world.deal AS t1
WHERE t1."deletedAt" IS NULL) AS b2 GROUP BY b2.k0 ORDER BY array_position(CAST(ARRAY[CAST('lead' AS TEXT), CAST('qualified' AS TEXT), CAST('won' AS TEXT), CAST('lost' AS TEXT)] AS TEXT[]), b2.k0) ASC
 LIMIT 100) AS g3) AS j5) AS root_0
FROM t_world.sluice_head
