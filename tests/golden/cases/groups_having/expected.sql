SELECT t_world.sluice_head.catalog_version, t_world.sluice_head.access_epoch, CAST((SELECT coalesce(json_agg(j10), CAST('[]' AS JSON)) AS coalesce_1
FROM (SELECT json_build_array((SELECT row_to_json(j9) AS row_to_json_1
FROM (SELECT g8.k0 AS "value") AS j9)) AS "keys", g8.n AS "count"
FROM (SELECT c4.k0 AS k0, CAST(coalesce(sum(c4.s0), 0) AS BIGINT) AS n
FROM (SELECT b3.k0 AS k0, b3.m_amount__currency AS c, count(*) AS s0, sum(b3.m_amount) AS s1, max(b3."m_closeDate") AS s2
FROM (SELECT t2.stage AS k0, t2.amount AS m_amount, t2.amount__currency AS m_amount__currency, t2."closeDate" AS "m_closeDate"
FROM t_world.deal AS t2
WHERE t2."deletedAt" IS NULL) AS b3 GROUP BY b3.k0, b3.m_amount__currency) AS c4 GROUP BY c4.k0
HAVING (max(c4.s1) FILTER (WHERE c4.c = $1::VARCHAR) >= $2::NUMERIC OR max(c4.s2) IS NULL) AND CAST(coalesce(sum(c4.s0), 0) AS BIGINT) >= $3::BIGINT ORDER BY array_position(CAST(ARRAY[CAST('lead' AS TEXT), CAST('qualified' AS TEXT), CAST('won' AS TEXT), CAST('lost' AS TEXT)] AS TEXT[]), c4.k0) ASC
 LIMIT $4::BIGINT) AS g8) AS j10) AS TEXT) AS root_0
FROM t_world.sluice_head
