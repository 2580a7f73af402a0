SELECT t_world.sluice_head.catalog_version, t_world.sluice_head.access_epoch, CAST((SELECT coalesce(json_agg(j10), CAST('[]' AS JSON)) AS coalesce_1
FROM (SELECT json_build_array() AS "keys", g5.n AS "count", g5.a0 AS "stages", g5.a1 AS "scores", (SELECT row_to_json(j6) AS row_to_json_1
FROM (SELECT g5.a2 AS "score", g5.a3 AS "margin", g5.a4 AS "amount") AS j6) AS "sum", (SELECT row_to_json(j7) AS row_to_json_2
FROM (SELECT g5.a5 AS "score", g5.a6 AS "margin") AS j7) AS "avg", (SELECT row_to_json(j8) AS row_to_json_3
FROM (SELECT g5.a7 AS "score", g5.a8 AS "closeDate", g5.a9 AS "signedAt") AS j8) AS "min", (SELECT row_to_json(j9) AS row_to_json_4
FROM (SELECT g5.a10 AS "score", g5.a11 AS "closeDate", g5.a12 AS "signedAt") AS j9) AS "max"
FROM (SELECT max(c4.s0) FILTER (WHERE c4.level = 1) AS n, max(c4.s1) FILTER (WHERE c4.level = 1) AS a0, max(c4.s2) FILTER (WHERE c4.level = 1) AS a1, CAST(max(c4.s3) FILTER (WHERE c4.level = 1) AS TEXT) AS a2, CAST(max(c4.s4) FILTER (WHERE c4.level = 1) AS TEXT) AS a3, coalesce(json_agg(json_build_object(CAST('currency' AS TEXT), c4.c_amount__currency, CAST('amount' AS TEXT), CAST(c4.s5 AS TEXT)) ORDER BY c4.c_amount__currency) FILTER (WHERE c4.level = 0 AND c4.c_amount__currency IS NOT NULL), CAST('[]' AS JSON)) AS a4, CAST(max(c4.s6) FILTER (WHERE c4.level = 1) AS TEXT) AS a5, CAST(max(c4.s7) FILTER (WHERE c4.level = 1) AS TEXT) AS a6, max(c4.s8) FILTER (WHERE c4.level = 1) AS a7, max(c4.s9) FILTER (WHERE c4.level = 1) AS a8, max(c4.s10) FILTER (WHERE c4.level = 1) AS a9, max(c4.s11) FILTER (WHERE c4.level = 1) AS a10, max(c4.s12) FILTER (WHERE c4.level = 1) AS a11, max(c4.s13) FILTER (WHERE c4.level = 1) AS a12
FROM (SELECT b3.m_amount__currency AS c_amount__currency, grouping(b3.m_amount__currency) AS level, count(*) AS s0, count(DISTINCT b3.m_stage) AS s1, count(DISTINCT b3.m_score) AS s2, sum(b3.m_score) AS s3, sum(b3.m_margin) AS s4, sum(b3.m_amount) AS s5, round(avg(b3.m_score), 4) AS s6, round(avg(b3.m_margin), 8) AS s7, min(b3.m_score) AS s8, min(b3."m_closeDate") AS s9, min(b3."m_signedAt") AS s10, max(b3.m_score) AS s11, max(b3."m_closeDate") AS s12, max(b3."m_signedAt") AS s13
FROM (SELECT t2.stage AS m_stage, t2.score AS m_score, t2.margin AS m_margin, t2.amount AS m_amount, t2.amount__currency AS m_amount__currency, t2."closeDate" AS "m_closeDate", t2."signedAt" AS "m_signedAt"
FROM t_world.deal AS t2
WHERE t2."deletedAt" IS NULL) AS b3 GROUP BY GROUPING SETS((), (b3.m_amount__currency))) AS c4
 LIMIT $1::BIGINT) AS g5) AS j10) AS TEXT) AS root_0
FROM t_world.sluice_head
