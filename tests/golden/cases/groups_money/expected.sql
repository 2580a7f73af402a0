SELECT t_world.sluice_head.catalog_version, t_world.sluice_head.access_epoch, CAST((SELECT coalesce(json_agg(j9), CAST('[]' AS JSON)) AS coalesce_1
FROM (SELECT json_build_array((SELECT row_to_json(j6) AS row_to_json_1
FROM (SELECT g5.k0 AS "value") AS j6)) AS "keys", g5.n AS "count", (SELECT row_to_json(j7) AS row_to_json_2
FROM (SELECT g5.a0 AS "amount", g5.a1 AS "score") AS j7) AS "sum", (SELECT row_to_json(j8) AS row_to_json_3
FROM (SELECT g5.a2 AS "amount") AS j8) AS "max"
FROM (SELECT c4.k0 AS k0, CAST(coalesce(sum(c4.s0), 0) AS BIGINT) AS n, coalesce(json_agg(json_build_object(CAST('amount' AS TEXT), CAST(c4.s1 AS TEXT), CAST('currency' AS TEXT), c4.c) ORDER BY c4.c) FILTER (WHERE c4.c IS NOT NULL), CAST('[]' AS JSON)) AS a0, CAST(sum(c4.s2) AS TEXT) AS a1, coalesce(json_agg(json_build_object(CAST('currency' AS TEXT), c4.c, CAST('amount' AS TEXT), CAST(c4.s3 AS TEXT), CAST('__typename' AS TEXT), CAST('Money' AS TEXT)) ORDER BY c4.c) FILTER (WHERE c4.c IS NOT NULL), CAST('[]' AS JSON)) AS a2
FROM (SELECT b3.k0 AS k0, b3.m_amount__currency AS c, count(*) AS s0, sum(b3.m_amount) AS s1, sum(b3.m_score) AS s2, max(b3.m_amount) AS s3
FROM (SELECT t2.stage AS k0, t2.amount AS m_amount, t2.amount__currency AS m_amount__currency, t2.score AS m_score
FROM t_world.deal AS t2
WHERE t2."deletedAt" IS NULL) AS b3 GROUP BY b3.k0, b3.m_amount__currency) AS c4 GROUP BY c4.k0 ORDER BY array_position(CAST(ARRAY[CAST('lead' AS TEXT), CAST('qualified' AS TEXT), CAST('won' AS TEXT), CAST('lost' AS TEXT)] AS TEXT[]), c4.k0) ASC
 LIMIT $1::BIGINT) AS g5) AS j9) AS TEXT) AS root_0
FROM t_world.sluice_head
