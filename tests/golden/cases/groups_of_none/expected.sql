SELECT t_world.sluice_head.catalog_version, t_world.sluice_head.access_epoch, CAST((SELECT coalesce(json_agg(j8), CAST('[]' AS JSON)) AS coalesce_1
FROM (SELECT g6.n AS "count", (SELECT row_to_json(j7) AS row_to_json_1
FROM (SELECT g6.a0 AS "score", g6.a1 AS "amount") AS j7) AS "sum"
FROM (SELECT CAST(coalesce(sum(c5.s0), 0) AS BIGINT) AS n, CAST(sum(c5.s1) AS TEXT) AS a0, coalesce(json_agg(json_build_object(CAST('amount' AS TEXT), CAST(c5.s2 AS TEXT)) ORDER BY c5.c) FILTER (WHERE c5.c IS NOT NULL), CAST('[]' AS JSON)) AS a1
FROM (SELECT b4.m_amount__currency AS c, count(*) AS s0, sum(b4.m_score) AS s1, sum(b4.m_amount) AS s2
FROM (SELECT t2.score AS m_score, t2.amount AS m_amount, t2.amount__currency AS m_amount__currency
FROM t_world.deal AS t2
WHERE t2."deletedAt" IS NULL AND t2.score > $1::INTEGER) AS b4 GROUP BY b4.m_amount__currency) AS c5
 LIMIT $2::BIGINT) AS g6) AS j8) AS TEXT) AS root_0, CAST((SELECT coalesce(json_agg(j14), CAST('[]' AS JSON)) AS coalesce_2
FROM (SELECT g13.n AS "count"
FROM (SELECT b12.k0 AS k0, count(*) AS n
FROM (SELECT t10.stage AS k0
FROM t_world.deal AS t10
WHERE t10."deletedAt" IS NULL AND t10.score > $3::INTEGER) AS b12 GROUP BY b12.k0 ORDER BY array_position(CAST(ARRAY[CAST('lead' AS TEXT), CAST('qualified' AS TEXT), CAST('won' AS TEXT), CAST('lost' AS TEXT)] AS TEXT[]), b12.k0) ASC
 LIMIT $4::BIGINT) AS g13) AS j14) AS TEXT) AS root_1
FROM t_world.sluice_head
