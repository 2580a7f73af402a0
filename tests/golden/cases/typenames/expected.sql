SELECT t_world.sluice_head.catalog_version, t_world.sluice_head.access_epoch, (SELECT row_to_json(j5) AS row_to_json_1
FROM (SELECT CAST('DealConnection' AS TEXT) AS "__typename", coalesce(json_agg(json_build_object(CAST('__typename' AS TEXT), CAST('DealEdge' AS TEXT), CAST('node' AS TEXT), q4."§0") ORDER BY q4."§row" ASC) FILTER (WHERE q4."§row" <= 1), CAST('[]' AS JSON)) AS "edges", json_build_object(CAST('__typename' AS TEXT), CAST('PageInfo' AS TEXT)) AS "pageInfo"
FROM (SELECT row_number() OVER () AS "§row", q3."§cursor" AS "§cursor", q3."§0" AS "§0"
FROM (SELECT replace(encode(convert_to(CAST(json_build_array(CAST('<order>' AS TEXT), CAST(t1.id AS TEXT)) AS TEXT), CAST('UTF8' AS TEXT)), CAST('base64' AS TEXT)), chr(10), CAST('' AS TEXT)) AS "§cursor", (SELECT row_to_json(j2) AS row_to_json_2
FROM (SELECT CAST('Deal' AS TEXT) AS "__typename") AS j2) AS "§0"
FROM t_world.deal AS t1
WHERE t1."deletedAt" IS NULL ORDER BY t1.id ASC
 LIMIT 2) AS q3) AS q4) AS j5) AS root_0, (SELECT row_to_json(j30) AS row_to_json_3
FROM (SELECT CAST('Deal' AS TEXT) AS "__typename", (SELECT row_to_json(j8) AS row_to_json_4
FROM (SELECT CAST('Money' AS TEXT) AS "__typename"
WHERE t6.amount IS NOT NULL) AS j8) AS "amount", (SELECT row_to_json(j10) AS row_to_json_5
FROM (SELECT CAST('MemberSummary' AS TEXT) AS "__typename"
FROM t_world.sluice_member AS m9
WHERE m9.id = t6."createdBy") AS j10) AS "createdBy", (SELECT coalesce(json_agg(e27.edge ORDER BY e27.position), CAST('[]' AS JSON)) AS coalesce_1
FROM (SELECT 0 AS position, (SELECT row_to_json(j17) AS row_to_json_6
FROM (SELECT CAST('Transition' AS TEXT) AS "__typename", (SELECT row_to_json(j16) AS row_to_json_7
FROM (SELECT CAST('Verdict' AS TEXT) AS "__typename", array_to_json(CAST(ARRAY[(SELECT row_to_json(j13) AS row_to_json_8
FROM (SELECT CAST('Clause' AS TEXT) AS "__typename") AS j13), (SELECT row_to_json(j14) AS row_to_json_9
FROM (SELECT CAST('Clause' AS TEXT) AS "__typename") AS j14), (SELECT row_to_json(j15) AS row_to_json_10
FROM (SELECT CAST('Clause' AS TEXT) AS "__typename") AS j15)] AS JSON[])) AS "clauses") AS j16) AS "verdict") AS j17) AS edge
WHERE t6.stage = CAST('lead' AS TEXT) UNION ALL SELECT 1 AS position, (SELECT row_to_json(j20) AS row_to_json_11
FROM (SELECT CAST('Transition' AS TEXT) AS "__typename", (SELECT row_to_json(j19) AS row_to_json_12
FROM (SELECT CAST('Verdict' AS TEXT) AS "__typename", array_to_json(CAST(ARRAY[(SELECT row_to_json(j18) AS row_to_json_13
FROM (SELECT CAST('Clause' AS TEXT) AS "__typename") AS j18)] AS JSON[])) AS "clauses") AS j19) AS "verdict") AS j20) AS edge
WHERE t6.stage = CAST('qualified' AS TEXT) UNION ALL SELECT 2 AS position, (SELECT row_to_json(j22) AS row_to_json_14
FROM (SELECT CAST('Transition' AS TEXT) AS "__typename", (SELECT row_to_json(j21) AS row_to_json_15
FROM (SELECT CAST('Verdict' AS TEXT) AS "__typename", array_to_json(CAST(ARRAY[]::JSON[] AS JSON[])) AS "clauses") AS j21) AS "verdict") AS j22) AS edge
WHERE t6.stage = CAST('lead' AS TEXT) UNION ALL SELECT 3 AS position, (SELECT row_to_json(j24) AS row_to_json_16
FROM (SELECT CAST('Transition' AS TEXT) AS "__typename", (SELECT row_to_json(j23) AS row_to_json_17
FROM (SELECT CAST('Verdict' AS TEXT) AS "__typename", array_to_json(CAST(ARRAY[]::JSON[] AS JSON[])) AS "clauses") AS j23) AS "verdict") AS j24) AS edge
WHERE t6.stage = CAST('qualified' AS TEXT) UNION ALL SELECT 4 AS position, (SELECT row_to_json(j26) AS row_to_json_18
FROM (SELECT CAST('Transition' AS TEXT) AS "__typename", (SELECT row_to_json(j25) AS row_to_json_19
FROM (SELECT CAST('Verdict' AS TEXT) AS "__typename", array_to_json(CAST(ARRAY[]::JSON[] AS JSON[])) AS "clauses") AS j25) AS "verdict") AS j26) AS edge
WHERE t6.stage = CAST('lost' AS TEXT)) AS e27) AS "transitions", (SELECT coalesce(json_agg((SELECT row_to_json(j29) AS row_to_json_20
FROM (SELECT CAST('StageChange' AS TEXT) AS "__typename") AS j29) ORDER BY h28.occurred_at, h28.id), CAST('[]' AS JSON)) AS coalesce_2
FROM t_world.sluice_stage_history AS h28
WHERE h28.record_id = t6.id AND h28.object_id = $1::VARCHAR) AS "stageHistory"
FROM t_world.deal AS t6
WHERE t6.id = $2::UUID AND t6."deletedAt" IS NULL) AS j30) AS root_1
FROM t_world.sluice_head
