SELECT t_world.sluice_head.catalog_version, t_world.sluice_head.access_epoch, (WITH c4 AS
(SELECT t1.id AS id, coalesce(bit_or(CASE h2.to_stage WHEN CAST('lead' AS TEXT) THEN CAST(1 AS BIGINT) WHEN CAST('qualified' AS TEXT) THEN CAST(2 AS BIGINT) WHEN CAST('won' AS TEXT) THEN CAST(4 AS BIGINT) WHEN CAST('lost' AS TEXT) THEN CAST(8 AS BIGINT) ELSE CAST(0 AS BIGINT) END | CASE h2.from_stage WHEN CAST('lead' AS TEXT) THEN CAST(1 AS BIGINT) WHEN CAST('qualified' AS TEXT) THEN CAST(2 AS BIGINT) WHEN CAST('won' AS TEXT) THEN CAST(4 AS BIGINT) WHEN CAST('lost' AS TEXT) THEN CAST(8 AS BIGINT) ELSE CAST(0 AS BIGINT) END), 0) | CASE t1.stage WHEN CAST('lead' AS TEXT) THEN CAST(1 AS BIGINT) WHEN CAST('qualified' AS TEXT) THEN CAST(2 AS BIGINT) WHEN CAST('won' AS TEXT) THEN CAST(4 AS BIGINT) WHEN CAST('lost' AS TEXT) THEN CAST(8 AS BIGINT) ELSE CAST(0 AS BIGINT) END AS seen, CASE t1.stage WHEN CAST('lead' AS TEXT) THEN CAST(1 AS BIGINT) WHEN CAST('qualified' AS TEXT) THEN CAST(2 AS BIGINT) WHEN CAST('won' AS TEXT) THEN CAST(4 AS BIGINT) WHEN CAST('lost' AS TEXT) THEN CAST(8 AS BIGINT) ELSE CAST(0 AS BIGINT) END AS now, t1.amount AS m_amount, t1.score AS m_score, t1.amount__currency AS m_amount__currency
FROM t_world.deal AS t1 LEFT OUTER JOIN t_world.sluice_stage_history AS h2 ON h2.record_id = t1.id AND h2.pipeline_id = CAST('pip_<id>' AS TEXT)
WHERE t1."deletedAt" IS NULL AND t1.source IS NOT NULL GROUP BY t1.id
HAVING coalesce(min(h2.occurred_at) FILTER (WHERE h2.to_stage IN (CAST('lead' AS TEXT), CAST('qualified' AS TEXT), CAST('won' AS TEXT), CAST('lost' AS TEXT)) AND (h2.from_stage IN (CAST('lead' AS TEXT), CAST('qualified' AS TEXT), CAST('won' AS TEXT), CAST('lost' AS TEXT))) IS NOT true), t1."createdAt") >= $1::TIMESTAMP WITH TIME ZONE),
s5 AS
(SELECT 0 AS place, CAST(0 AS BIGINT) AS own, CAST(15 AS BIGINT) AS reach, CAST(0 AS BIGINT) AS beyond, CAST(NULL AS TEXT) AS stage, CAST(NULL AS TEXT) AS label UNION ALL SELECT 1 AS place, CAST(1 AS BIGINT) AS own, CAST(7 AS BIGINT) AS reach, CAST(6 AS BIGINT) AS beyond, CAST('lead' AS TEXT) AS stage, CAST('线索' AS TEXT) AS label UNION ALL SELECT 2 AS place, CAST(2 AS BIGINT) AS own, CAST(6 AS BIGINT) AS reach, CAST(4 AS BIGINT) AS beyond, CAST('qualified' AS TEXT) AS stage, CAST('已确认' AS TEXT) AS label UNION ALL SELECT 3 AS place, CAST(4 AS BIGINT) AS own, CAST(4 AS BIGINT) AS reach, CAST(0 AS BIGINT) AS beyond, CAST('won' AS TEXT) AS stage, CAST('赢单' AS TEXT) AS label),
g6 AS
(SELECT c4.seen AS seen, c4.now AS now, c4.m_amount__currency AS m_amount__currency, count(*) AS n, sum(c4.m_amount) AS m_amount, sum(c4.m_score) AS m_score
FROM c4 GROUP BY c4.seen, c4.now, c4.m_amount__currency),
w10 AS
(SELECT s5.place AS place, s5.own AS own, s5.reach AS reach, s5.beyond AS beyond, s5.stage AS stage, s5.label AS label, n7.reached AS reached, n7.entered AS entered, n7.advanced AS advanced, n7.standing AS standing, n7.lost AS lost, n7.elsewhere AS elsewhere, n7.won AS won, n7.a1 AS a1, a9.a0 AS a0
FROM s5 LEFT OUTER JOIN (SELECT s5.place AS step, CAST(coalesce(sum(g6.n) FILTER (WHERE (g6.seen & s5.reach) != CAST(0 AS BIGINT)), 0) AS BIGINT) AS reached, CAST(coalesce(sum(g6.n) FILTER (WHERE (g6.seen & s5.own) != CAST(0 AS BIGINT)), 0) AS BIGINT) AS entered, CAST(coalesce(sum(g6.n) FILTER (WHERE (g6.seen & s5.beyond) != CAST(0 AS BIGINT)), 0) AS BIGINT) AS advanced, CAST(coalesce(sum(g6.n) FILTER (WHERE (g6.seen & s5.reach) != CAST(0 AS BIGINT) AND (g6.seen & s5.beyond) = CAST(0 AS BIGINT) AND g6.now = s5.own), 0) AS BIGINT) AS standing, CAST(coalesce(sum(g6.n) FILTER (WHERE (g6.seen & s5.reach) != CAST(0 AS BIGINT) AND (g6.seen & s5.beyond) = CAST(0 AS BIGINT) AND (g6.now & CAST(8 AS BIGINT)) != CAST(0 AS BIGINT)), 0) AS BIGINT) AS lost, CAST(coalesce(sum(g6.n) FILTER (WHERE (g6.seen & s5.reach) != CAST(0 AS BIGINT) AND (g6.seen & s5.beyond) = CAST(0 AS BIGINT) AND NOT (g6.now = s5.own OR (g6.now & CAST(8 AS BIGINT)) != CAST(0 AS BIGINT))), 0) AS BIGINT) AS elsewhere, CAST(coalesce(sum(g6.n) FILTER (WHERE (g6.seen & s5.reach) != CAST(0 AS BIGINT) AND (g6.seen & CAST(4 AS BIGINT)) != CAST(0 AS BIGINT)), 0) AS BIGINT) AS won, CAST(sum(g6.m_score) FILTER (WHERE (g6.seen & s5.reach) != CAST(0 AS BIGINT)) AS TEXT) AS a1
FROM s5 LEFT OUTER JOIN g6 ON true GROUP BY s5.place) AS n7 ON n7.step = s5.place LEFT OUTER JOIN (SELECT b8.step AS step, coalesce(json_agg(json_build_object(CAST('amount' AS TEXT), CAST(b8.a0 AS TEXT), CAST('currency' AS TEXT), b8.code) ORDER BY b8.code) FILTER (WHERE b8.a0 IS NOT NULL), CAST('[]' AS JSON)) AS a0
FROM (SELECT s5.place AS step, g6.m_amount__currency AS code, sum(g6.m_amount) FILTER (WHERE (g6.seen & s5.reach) != CAST(0 AS BIGINT)) AS a0
FROM s5 JOIN g6 ON g6.m_amount__currency IS NOT NULL GROUP BY s5.place, g6.m_amount__currency) AS b8 GROUP BY b8.step) AS a9 ON a9.step = s5.place)
 SELECT (SELECT row_to_json(j28) AS row_to_json_1
FROM (SELECT (SELECT (SELECT row_to_json(j13) AS row_to_json_2
FROM (SELECT w11.reached AS "count", (SELECT row_to_json(j12) AS row_to_json_3
FROM (SELECT coalesce(w11.a0, CAST('[]' AS JSON)) AS "amount") AS j12) AS "sum") AS j13) AS anon_2
FROM w10 AS w11
WHERE w11.place = 0) AS "records", (SELECT coalesce(json_agg((SELECT row_to_json(j27) AS row_to_json_4
FROM (SELECT w14.stage AS "stage", w14.label AS "label", (SELECT row_to_json(j20) AS row_to_json_5
FROM (SELECT w14.reached AS "count", (SELECT row_to_json(j19) AS row_to_json_6
FROM (SELECT w14.a1 AS "score") AS j19) AS "sum") AS j20) AS "reached", (SELECT row_to_json(j21) AS row_to_json_7
FROM (SELECT w14.entered AS "count") AS j21) AS "entered", (SELECT row_to_json(j22) AS row_to_json_8
FROM (SELECT w14.advanced AS "count") AS j22) AS "advanced", (SELECT row_to_json(j23) AS row_to_json_9
FROM (SELECT w14.standing AS "count") AS j23) AS "standing", (SELECT row_to_json(j24) AS row_to_json_10
FROM (SELECT w14.lost AS "count") AS j24) AS "lost", (SELECT row_to_json(j25) AS row_to_json_11
FROM (SELECT w14.elsewhere AS "count") AS j25) AS "elsewhere", (SELECT row_to_json(j26) AS row_to_json_12
FROM (SELECT w14.won AS "count") AS j26) AS "won", CAST(w14.advanced AS FLOAT) / CAST(nullif(CASE WHEN (w14.beyond != 0) THEN w14.reached END, 0) AS NUMERIC) AS "conversion", CAST(w14.won AS FLOAT) / CAST(nullif(w14.reached, 0) AS NUMERIC) AS "winRate", coalesce(t18.stays, 0) AS "stays") AS j27) ORDER BY w14.place), CAST('[]' AS JSON)) AS coalesce_1
FROM w10 AS w14 LEFT OUTER JOIN (SELECT m17.own AS own, count(*) AS stays
FROM (SELECT h16.own AS own, lead(h16.occurred_at) OVER (PARTITION BY h16.record_id ORDER BY h16.occurred_at, h16.id) AS left_at
FROM (SELECT CASE h15.to_stage WHEN CAST('lead' AS TEXT) THEN CAST(1 AS BIGINT) WHEN CAST('qualified' AS TEXT) THEN CAST(2 AS BIGINT) WHEN CAST('won' AS TEXT) THEN CAST(4 AS BIGINT) WHEN CAST('lost' AS TEXT) THEN CAST(8 AS BIGINT) ELSE CAST(0 AS BIGINT) END AS own, h15.record_id AS record_id, h15.id AS id, h15.occurred_at AS occurred_at
FROM t_world.sluice_stage_history AS h15
WHERE h15.record_id IN (SELECT c4.id
FROM c4) AND h15.pipeline_id = CAST('pip_<id>' AS TEXT)) AS h16) AS m17
WHERE m17.left_at IS NOT NULL GROUP BY m17.own) AS t18 ON t18.own = w14.own
WHERE w14.place != 0) AS "stages") AS j28) AS anon_1) AS root_0
FROM t_world.sluice_head
