SELECT t_world.sluice_head.catalog_version, t_world.sluice_head.access_epoch, CAST((SELECT coalesce(json_agg(j6), CAST('[]' AS JSON)) AS coalesce_1
FROM (SELECT json_build_array((SELECT row_to_json(j5) AS row_to_json_1
FROM (SELECT coalesce(CAST($1::VARCHAR AS JSON) ->> g4.k0, g4.k0) AS "label") AS j5)) AS "keys", g4.n AS "count"
FROM (SELECT b3.k0 AS k0, count(*) AS n
FROM (SELECT t2.stage AS k0
FROM t_world.deal AS t2
WHERE t2."deletedAt" IS NULL) AS b3 GROUP BY b3.k0 ORDER BY array_position(CAST(ARRAY[CAST('lead' AS TEXT), CAST('qualified' AS TEXT), CAST('won' AS TEXT), CAST('lost' AS TEXT)] AS TEXT[]), b3.k0) ASC
 LIMIT $2::BIGINT) AS g4) AS j6) AS TEXT) AS root_0
FROM t_world.sluice_head
