SELECT t_world.sluice_head.catalog_version, t_world.sluice_head.access_epoch, (SELECT coalesce(json_agg(j7), CAST('[]' AS JSON)) AS coalesce_1
FROM (SELECT g5.n AS "count", (SELECT row_to_json(j6) AS row_to_json_1
FROM (SELECT g5.a0 AS "score", g5.a1 AS "amount") AS j6) AS "sum"
FROM (SELECT CAST(coalesce(sum(c4.s0), 0) AS BIGINT) AS n, CAST(sum(c4.s1) AS TEXT) AS a0, coalesce(json_agg(json_build_object(CAST('amount' AS TEXT), CAST(c4.s2 AS TEXT)) ORDER BY c4.c) FILTER (WHERE c4.c IS NOT NULL), CAST('[]' AS JSON)) AS a1
FROM (SELECT b3.m_amount__currency AS c, count(*) AS s0, sum(b3.m_score) AS s1, sum(b3.m_amount) AS s2
FROM (SELECT t1.score AS m_score, t1.amount AS m_amount, t1.amount__currency AS m_amount__currency
FROM t_world.deal AS t1
WHERE t1."deletedAt" IS NULL AND t1.score > $1::INTEGER) AS b3 GROUP BY b3.m_amount__currency) AS c4
 LIMIT 100) AS g5) AS j7) AS root_0, (SELECT coalesce(json_agg(j12), CAST('[]' AS JSON)) AS coalesce_2
FROM (SELECT g11.n AS "count"
FROM (SELECT b10.k0 AS k0, count(*) AS n
FROM (SELECT t8.stage AS k0
FROM t_world.deal AS t8
WHERE t8."deletedAt" IS NULL AND t8.score > $2::INTEGER) AS b10 GROUP BY b10.k0 ORDER BY array_position(CAST(ARRAY[CAST('lead' AS TEXT), CAST('qualified' AS TEXT), CAST('won' AS TEXT), CAST('lost' AS TEXT)] AS TEXT[]), b10.k0) ASC
 LIMIT 100) AS g11) AS j12) AS root_1
FROM t_world.sluice_head
