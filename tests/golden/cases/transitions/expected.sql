SELECT t_world.sluice_head.catalog_version, t_world.sluice_head.access_epoch, (SELECT row_to_json(j23) AS row_to_json_1
FROM (SELECT (SELECT coalesce(json_agg(e22.edge ORDER BY e22.position), CAST('[]' AS JSON)) AS coalesce_1
FROM (SELECT 0 AS position, (SELECT row_to_json(j12) AS row_to_json_2
FROM (SELECT CAST('qualified' AS TEXT) AS "to", CAST('Qualified' AS TEXT) AS "label", CAST('forward' AS TEXT) AS "kind", coalesce(t1."budgetConfirmed" = true, false) AND coalesce(t1.score >= $1::BIGINT, false) AND coalesce((SELECT t3.sector
FROM t_world.account AS t3
WHERE t3.id = t1."accountId" AND t3."deletedAt" IS NULL) = $2::VARCHAR, false) AS "allowed", true AS "permitted", (SELECT row_to_json(j11) AS row_to_json_3
FROM (SELECT coalesce(t1."budgetConfirmed" = true, false) AND coalesce(t1.score >= $1::BIGINT, false) AND coalesce((SELECT t3.sector
FROM t_world.account AS t3
WHERE t3.id = t1."accountId" AND t3."deletedAt" IS NULL) = $2::VARCHAR, false) AS "open", array_to_json(CAST(ARRAY[(SELECT row_to_json(j5) AS row_to_json_4
FROM (SELECT CAST('/stages/1/gate/and/0' AS TEXT) AS "pointer", coalesce(t1."budgetConfirmed" = true, false) AS "satisfied", CAST('Budget confirmed must be yes' AS TEXT) AS "sentence", CAST('budgetConfirmed' AS TEXT) AS "field", CAST('==' AS TEXT) AS "operator", to_json(t1."budgetConfirmed") AS "actual", CAST(CAST('true' AS TEXT) AS JSON) AS "needed", false AS "redacted") AS j5), (SELECT row_to_json(j6) AS row_to_json_5
FROM (SELECT CAST('/stages/1/gate/and/1' AS TEXT) AS "pointer", coalesce(t1.score >= $3::BIGINT, false) AS "satisfied", CAST('Score must be at least 60' AS TEXT) AS "sentence", CAST('score' AS TEXT) AS "field", CAST('>=' AS TEXT) AS "operator", to_json(t1.score) AS "actual", CAST(CAST('60' AS TEXT) AS JSON) AS "needed", false AS "redacted") AS j6), (SELECT row_to_json(j10) AS row_to_json_6
FROM (SELECT CAST('/stages/1/gate/and/2' AS TEXT) AS "pointer", coalesce((SELECT t7.sector
FROM t_world.account AS t7
WHERE t7.id = t1."accountId" AND t7."deletedAt" IS NULL) = $4::VARCHAR, false) AS "satisfied", CAST('account › Sector must be Software' AS TEXT) AS "sentence", CAST('account.sector' AS TEXT) AS "field", CAST('==' AS TEXT) AS "operator", to_json((SELECT t9.sector
FROM t_world.account AS t9
WHERE t9.id = t1."accountId" AND t9."deletedAt" IS NULL)) AS "actual", CAST(CAST('"software"' AS TEXT) AS JSON) AS "needed", false AS "redacted") AS j10)] AS JSON[])) AS "clauses") AS j11) AS "verdict") AS j12) AS edge
WHERE t1.stage = CAST('lead' AS TEXT) UNION ALL SELECT 1 AS position, (SELECT row_to_json(j15) AS row_to_json_7
FROM (SELECT CAST('won' AS TEXT) AS "to", CAST('Won' AS TEXT) AS "label", CAST('win' AS TEXT) AS "kind", coalesce(t1.margin > $5::NUMERIC, false) AS "allowed", true AS "permitted", (SELECT row_to_json(j14) AS row_to_json_8
FROM (SELECT coalesce(t1.margin > $5::NUMERIC, false) AS "open", array_to_json(CAST(ARRAY[(SELECT row_to_json(j13) AS row_to_json_9
FROM (SELECT CAST('/transitions/1/gate' AS TEXT) AS "pointer", coalesce(t1.margin > $6::NUMERIC, false) AS "satisfied", CAST('Margin must be more than 0' AS TEXT) AS "sentence", CAST('margin' AS TEXT) AS "field", CAST('>' AS TEXT) AS "operator", to_json(t1.margin) AS "actual", CAST(CAST('0' AS TEXT) AS JSON) AS "needed", false AS "redacted") AS j13)] AS JSON[])) AS "clauses") AS j14) AS "verdict") AS j15) AS edge
WHERE t1.stage = CAST('qualified' AS TEXT) UNION ALL SELECT 2 AS position, (SELECT row_to_json(j17) AS row_to_json_10
FROM (SELECT CAST('lost' AS TEXT) AS "to", CAST('Lost' AS TEXT) AS "label", CAST('lose' AS TEXT) AS "kind", true AS "allowed", true AS "permitted", (SELECT row_to_json(j16) AS row_to_json_11
FROM (SELECT true AS "open", array_to_json(CAST(ARRAY[]::JSON[] AS JSON[])) AS "clauses") AS j16) AS "verdict") AS j17) AS edge
WHERE t1.stage = CAST('lead' AS TEXT) UNION ALL SELECT 3 AS position, (SELECT row_to_json(j19) AS row_to_json_12
FROM (SELECT CAST('lost' AS TEXT) AS "to", CAST('Lost' AS TEXT) AS "label", CAST('lose' AS TEXT) AS "kind", true AS "allowed", true AS "permitted", (SELECT row_to_json(j18) AS row_to_json_13
FROM (SELECT true AS "open", array_to_json(CAST(ARRAY[]::JSON[] AS JSON[])) AS "clauses") AS j18) AS "verdict") AS j19) AS edge
WHERE t1.stage = CAST('qualified' AS TEXT) UNION ALL SELECT 4 AS position, (SELECT row_to_json(j21) AS row_to_json_14
FROM (SELECT CAST('lead' AS TEXT) AS "to", CAST('Lead' AS TEXT) AS "label", CAST('reopen' AS TEXT) AS "kind", true AS "allowed", true AS "permitted", (SELECT row_to_json(j20) AS row_to_json_15
FROM (SELECT true AS "open", array_to_json(CAST(ARRAY[]::JSON[] AS JSON[])) AS "clauses") AS j20) AS "verdict") AS j21) AS edge
WHERE t1.stage = CAST('lost' AS TEXT)) AS e22) AS "transitions"
FROM t_world.deal AS t1
WHERE t1.id = $7::UUID AND t1."deletedAt" IS NULL) AS j23) AS root_0
FROM t_world.sluice_head
