SELECT t_world.sluice_head.catalog_version, t_world.sluice_head.access_epoch, (SELECT row_to_json(j26) AS row_to_json_1
FROM (SELECT (SELECT coalesce(json_agg(e25.edge ORDER BY e25.position), CAST('[]' AS JSON)) AS coalesce_1
FROM (SELECT 0 AS position, (SELECT row_to_json(j14) AS row_to_json_2
FROM (SELECT CAST('qualified' AS TEXT) AS "to", (SELECT row_to_json(j13) AS row_to_json_3
FROM (SELECT array_to_json((SELECT CAST(ARRAY[(SELECT row_to_json(j9) AS row_to_json_4
FROM (SELECT 0 AS "id", CAST('and' AS TEXT) AS "kind", CAST('/stages/1/gate' AS TEXT) AS "pointer", coalesce(v8.c0, false) AND coalesce(v8.c2, false) AND coalesce(v8.c4, false) AS "satisfied", CAST('预算已确认 必须为 是、评分 必须不小于 60 且 account › 行业 必须为 软件' AS TEXT) AS "sentence", CAST(NULL AS TEXT) AS "field", CAST('and' AS TEXT) AS "operator", CAST(NULL AS JSON) AS "actual", CAST(NULL AS JSON) AS "needed", false AS "redacted") AS j9), (SELECT row_to_json(j10) AS row_to_json_5
FROM (SELECT 1 AS "id", CAST('comparison' AS TEXT) AS "kind", CAST('/stages/1/gate/and/0' AS TEXT) AS "pointer", v8.c0 AS "satisfied", CAST('预算已确认 必须为 是' AS TEXT) AS "sentence", CAST('budgetConfirmed' AS TEXT) AS "field", CAST('==' AS TEXT) AS "operator", v8.c1 AS "actual", CAST(CAST('true' AS TEXT) AS JSON) AS "needed", false AS "redacted") AS j10), (SELECT row_to_json(j11) AS row_to_json_6
FROM (SELECT 2 AS "id", CAST('comparison' AS TEXT) AS "kind", CAST('/stages/1/gate/and/1' AS TEXT) AS "pointer", v8.c2 AS "satisfied", CAST('评分 必须不小于 60' AS TEXT) AS "sentence", CAST('score' AS TEXT) AS "field", CAST('>=' AS TEXT) AS "operator", v8.c3 AS "actual", CAST(CAST('60' AS TEXT) AS JSON) AS "needed", false AS "redacted") AS j11), (SELECT row_to_json(j12) AS row_to_json_7
FROM (SELECT 3 AS "id", CAST('comparison' AS TEXT) AS "kind", CAST('/stages/1/gate/and/2' AS TEXT) AS "pointer", v8.c4 AS "satisfied", CAST('account › 行业 必须为 软件' AS TEXT) AS "sentence", CAST('account.sector' AS TEXT) AS "field", CAST('==' AS TEXT) AS "operator", v8.c5 AS "actual", CAST(CAST('"software"' AS TEXT) AS JSON) AS "needed", false AS "redacted") AS j12)] AS JSON[]) AS anon_1
FROM (SELECT t1."budgetConfirmed" = true AS c0, to_json(t1."budgetConfirmed") AS c1, t1.score >= $1::BIGINT AS c2, to_json(t1.score) AS c3, (SELECT t5.sector
FROM t_world.account AS t5
WHERE t5.id = t1."accountId" AND t5."deletedAt" IS NULL) = $2::VARCHAR AS c4, to_json((SELECT t7.sector
FROM t_world.account AS t7
WHERE t7.id = t1."accountId" AND t7."deletedAt" IS NULL)) AS c5
 LIMIT ALL OFFSET 0) AS v8)) AS "tree") AS j13) AS "verdict") AS j14) AS edge
WHERE t1.stage = CAST('lead' AS TEXT) UNION ALL SELECT 1 AS position, (SELECT row_to_json(j18) AS row_to_json_8
FROM (SELECT CAST('won' AS TEXT) AS "to", (SELECT row_to_json(j17) AS row_to_json_9
FROM (SELECT array_to_json((SELECT CAST(ARRAY[(SELECT row_to_json(j16) AS row_to_json_10
FROM (SELECT 0 AS "id", CAST('redacted' AS TEXT) AS "kind", CAST('/transitions/1/gate' AS TEXT) AS "pointer", v15.c0 AS "satisfied", CAST('你的角色无权查看的条件' AS TEXT) AS "sentence", CAST(NULL AS TEXT) AS "field", CAST(NULL AS TEXT) AS "operator", CAST(NULL AS JSON) AS "actual", CAST(NULL AS JSON) AS "needed", true AS "redacted") AS j16)] AS JSON[]) AS anon_2
FROM (SELECT coalesce(t1.margin > $3::NUMERIC, false) AS c0
 LIMIT ALL OFFSET 0) AS v15)) AS "tree") AS j17) AS "verdict") AS j18) AS edge
WHERE t1.stage = CAST('qualified' AS TEXT) UNION ALL SELECT 2 AS position, (SELECT row_to_json(j20) AS row_to_json_11
FROM (SELECT CAST('lost' AS TEXT) AS "to", (SELECT row_to_json(j19) AS row_to_json_12
FROM (SELECT array_to_json(CAST(ARRAY[]::JSON[] AS JSON[])) AS "tree") AS j19) AS "verdict") AS j20) AS edge
WHERE t1.stage = CAST('lead' AS TEXT) UNION ALL SELECT 3 AS position, (SELECT row_to_json(j22) AS row_to_json_13
FROM (SELECT CAST('lost' AS TEXT) AS "to", (SELECT row_to_json(j21) AS row_to_json_14
FROM (SELECT array_to_json(CAST(ARRAY[]::JSON[] AS JSON[])) AS "tree") AS j21) AS "verdict") AS j22) AS edge
WHERE t1.stage = CAST('qualified' AS TEXT) UNION ALL SELECT 4 AS position, (SELECT row_to_json(j24) AS row_to_json_15
FROM (SELECT CAST('lead' AS TEXT) AS "to", (SELECT row_to_json(j23) AS row_to_json_16
FROM (SELECT array_to_json(CAST(ARRAY[]::JSON[] AS JSON[])) AS "tree") AS j23) AS "verdict") AS j24) AS edge
WHERE t1.stage = CAST('lost' AS TEXT)) AS e25) AS "transitions"
FROM t_world.deal AS t1
WHERE t1.id = $4::UUID AND t1."deletedAt" IS NULL AND t1."ownerId" = $5::UUID) AS j26) AS root_0
FROM t_world.sluice_head
