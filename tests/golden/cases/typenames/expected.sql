SELECT t_world.sluice_head.catalog_version, t_world.sluice_head.access_epoch, CAST((SELECT row_to_json(j6) AS row_to_json_1
FROM (SELECT CAST('DealConnection' AS TEXT) AS "__typename", coalesce(json_agg(json_build_object(CAST('__typename' AS TEXT), CAST('DealEdge' AS TEXT), CAST('node' AS TEXT), q5."§0") ORDER BY q5."§row" ASC) FILTER (WHERE q5."§row" <= $1::BIGINT), CAST('[]' AS JSON)) AS "edges", json_build_object(CAST('__typename' AS TEXT), CAST('PageInfo' AS TEXT)) AS "pageInfo"
FROM (SELECT row_number() OVER () AS "§row", q4."§cursor" AS "§cursor", q4."§0" AS "§0"
FROM (SELECT replace(encode(convert_to(CAST(json_build_array(CAST('<order>' AS TEXT), CAST(t2.id AS TEXT)) AS TEXT), CAST('UTF8' AS TEXT)), CAST('base64' AS TEXT)), chr(10), CAST('' AS TEXT)) AS "§cursor", (SELECT row_to_json(j3) AS row_to_json_2
FROM (SELECT CAST('Deal' AS TEXT) AS "__typename") AS j3) AS "§0"
FROM t_world.deal AS t2
WHERE t2."deletedAt" IS NULL ORDER BY t2.id ASC
 LIMIT $2::BIGINT) AS q4) AS q5) AS j6) AS TEXT) AS root_0, CAST((SELECT row_to_json(j31) AS row_to_json_3
FROM (SELECT CAST('Deal' AS TEXT) AS "__typename", (SELECT row_to_json(j9) AS row_to_json_4
FROM (SELECT CAST('Money' AS TEXT) AS "__typename"
WHERE t7.amount IS NOT NULL) AS j9) AS "amount", (SELECT row_to_json(j11) AS row_to_json_5
FROM (SELECT CAST('MemberSummary' AS TEXT) AS "__typename"
FROM t_world.sluice_member AS m10
WHERE m10.id = t7."createdBy") AS j11) AS "createdBy", (SELECT coalesce(json_agg(e28.edge ORDER BY e28.position), CAST('[]' AS JSON)) AS coalesce_1
FROM (SELECT 0 AS position, (SELECT row_to_json(j18) AS row_to_json_6
FROM (SELECT CAST('Transition' AS TEXT) AS "__typename", (SELECT row_to_json(j17) AS row_to_json_7
FROM (SELECT CAST('Verdict' AS TEXT) AS "__typename", array_to_json(CAST(ARRAY[(SELECT row_to_json(j14) AS row_to_json_8
FROM (SELECT CAST('Clause' AS TEXT) AS "__typename") AS j14), (SELECT row_to_json(j15) AS row_to_json_9
FROM (SELECT CAST('Clause' AS TEXT) AS "__typename") AS j15), (SELECT row_to_json(j16) AS row_to_json_10
FROM (SELECT CAST('Clause' AS TEXT) AS "__typename") AS j16)] AS JSON[])) AS "clauses") AS j17) AS "verdict") AS j18) AS edge
WHERE t7.stage = CAST('lead' AS TEXT) UNION ALL SELECT 1 AS position, (SELECT row_to_json(j21) AS row_to_json_11
FROM (SELECT CAST('Transition' AS TEXT) AS "__typename", (SELECT row_to_json(j20) AS row_to_json_12
FROM (SELECT CAST('Verdict' AS TEXT) AS "__typename", array_to_json(CAST(ARRAY[(SELECT row_to_json(j19) AS row_to_json_13
FROM (SELECT CAST('Clause' AS TEXT) AS "__typename") AS j19)] AS JSON[])) AS "clauses") AS j20) AS "verdict") AS j21) AS edge
WHERE t7.stage = CAST('qualified' AS TEXT) UNION ALL SELECT 2 AS position, (SELECT row_to_json(j23) AS row_to_json_14
FROM (SELECT CAST('Transition' AS TEXT) AS "__typename", (SELECT row_to_json(j22) AS row_to_json_15
FROM (SELECT CAST('Verdict' AS TEXT) AS "__typename", array_to_json(CAST(ARRAY[]::JSON[] AS JSON[])) AS "clauses") AS j22) AS "verdict") AS j23) AS edge
WHERE t7.stage = CAST('lead' AS TEXT) UNION ALL SELECT 3 AS position, (SELECT row_to_json(j25) AS row_to_json_16
FROM (SELECT CAST('Transition' AS TEXT) AS "__typename", (SELECT row_to_json(j24) AS row_to_json_17
FROM (SELECT CAST('Verdict' AS TEXT) AS "__typename", array_to_json(CAST(ARRAY[]::JSON[] AS JSON[])) AS "clauses") AS j24) AS "verdict") AS j25) AS edge
WHERE t7.stage = CAST('qualified' AS TEXT) UNION ALL SELECT 4 AS position, (SELECT row_to_json(j27) AS row_to_json_18
FROM (SELECT CAST('Transition' AS TEXT) AS "__typename", (SELECT row_to_json(j26) AS row_to_json_19
FROM (SELECT CAST('Verdict' AS TEXT) AS "__typename", array_to_json(CAST(ARRAY[]::JSON[] AS JSON[])) AS "clauses") AS j26) AS "verdict") AS j27) AS edge
WHERE t7.stage = CAST('lost' AS TEXT)) AS e28) AS "transitions", (SELECT coalesce(json_agg((SELECT row_to_json(j30) AS row_to_json_20
FROM (SELECT CAST('StageChange' AS TEXT) AS "__typename") AS j30) ORDER BY h29.occurred_at, h29.id), CAST('[]' AS JSON)) AS coalesce_2
FROM t_world.sluice_stage_history AS h29
WHERE h29.record_id = t7.id AND h29.object_id = $3::VARCHAR) AS "stageHistory"
FROM t_world.deal AS t7
WHERE t7.id = $4::UUID AND t7."deletedAt" IS NULL) AS j31) AS TEXT) AS root_1
FROM t_world.sluice_head
