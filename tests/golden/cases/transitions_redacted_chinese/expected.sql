SELECT t_world.sluice_head.catalog_version, t_world.sluice_head.access_epoch, (SELECT row_to_json(j20) AS row_to_json_1
FROM (SELECT (SELECT coalesce(json_agg(e19.edge ORDER BY e19.position), CAST('[]' AS JSON)) AS coalesce_1
FROM (SELECT 0 AS position, (SELECT row_to_json(j9) AS row_to_json_2
FROM (SELECT CAST('qualified' AS TEXT) AS "to", (SELECT row_to_json(j8) AS row_to_json_3
FROM (SELECT array_to_json(CAST(ARRAY[(SELECT row_to_json(j5) AS row_to_json_4
FROM (SELECT CAST('预算已确认 必须为 是' AS TEXT) AS "sentence", false AS "redacted") AS j5), (SELECT row_to_json(j6) AS row_to_json_5
FROM (SELECT CAST('评分 必须不小于 60' AS TEXT) AS "sentence", false AS "redacted") AS j6), (SELECT row_to_json(j7) AS row_to_json_6
FROM (SELECT CAST('account › 行业 必须为 软件' AS TEXT) AS "sentence", false AS "redacted") AS j7)] AS JSON[])) AS "clauses") AS j8) AS "verdict") AS j9) AS edge
WHERE t1.stage = CAST('lead' AS TEXT) UNION ALL SELECT 1 AS position, (SELECT row_to_json(j12) AS row_to_json_7
FROM (SELECT CAST('won' AS TEXT) AS "to", (SELECT row_to_json(j11) AS row_to_json_8
FROM (SELECT array_to_json(CAST(ARRAY[(SELECT row_to_json(j10) AS row_to_json_9
FROM (SELECT CAST('你的角色无权查看的条件' AS TEXT) AS "sentence", true AS "redacted") AS j10)] AS JSON[])) AS "clauses") AS j11) AS "verdict") AS j12) AS edge
WHERE t1.stage = CAST('qualified' AS TEXT) UNION ALL SELECT 2 AS position, (SELECT row_to_json(j14) AS row_to_json_10
FROM (SELECT CAST('lost' AS TEXT) AS "to", (SELECT row_to_json(j13) AS row_to_json_11
FROM (SELECT array_to_json(CAST(ARRAY[]::JSON[] AS JSON[])) AS "clauses") AS j13) AS "verdict") AS j14) AS edge
WHERE t1.stage = CAST('lead' AS TEXT) UNION ALL SELECT 3 AS position, (SELECT row_to_json(j16) AS row_to_json_12
FROM (SELECT CAST('lost' AS TEXT) AS "to", (SELECT row_to_json(j15) AS row_to_json_13
FROM (SELECT array_to_json(CAST(ARRAY[]::JSON[] AS JSON[])) AS "clauses") AS j15) AS "verdict") AS j16) AS edge
WHERE t1.stage = CAST('qualified' AS TEXT) UNION ALL SELECT 4 AS position, (SELECT row_to_json(j18) AS row_to_json_14
FROM (SELECT CAST('lead' AS TEXT) AS "to", (SELECT row_to_json(j17) AS row_to_json_15
FROM (SELECT array_to_json(CAST(ARRAY[]::JSON[] AS JSON[])) AS "clauses") AS j17) AS "verdict") AS j18) AS edge
WHERE t1.stage = CAST('lost' AS TEXT)) AS e19) AS "transitions"
FROM t_world.deal AS t1
WHERE t1.id = $1::UUID AND t1."deletedAt" IS NULL AND t1."ownerId" = $2::UUID) AS j20) AS root_0
FROM t_world.sluice_head
