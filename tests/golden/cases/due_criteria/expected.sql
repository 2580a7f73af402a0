SELECT t_world.sluice_head.catalog_version, t_world.sluice_head.access_epoch, (SELECT row_to_json(j13) AS row_to_json_1
FROM (SELECT (SELECT count(*) AS count_1
FROM t_world.deal AS t1
WHERE t1."deletedAt" IS NULL AND t1."ownerId" = $1::UUID AND (t1.stage = CAST('lead' AS TEXT) OR t1.stage = CAST('qualified' AS TEXT)) AND NOT (coalesce(t1.score > $2::BIGINT, false) AND coalesce((SELECT t2.sector
FROM t_world.account AS t2
WHERE t2.id = t1."accountId" AND t2."deletedAt" IS NULL) = $3::VARCHAR, false)) AND coalesce(CAST(timezone($4::VARCHAR, now()) AS DATE) > $5::DATE, false)) AS "totalCount", (SELECT coalesce(json_agg(q12), CAST('[]' AS JSON)) AS coalesce_1
FROM (SELECT t4.name AS "name", (SELECT coalesce(json_agg(d9.criterion ORDER BY d9.until, d9.position), CAST('[]' AS JSON)) AS coalesce_2
FROM (SELECT CAST('2999-01-01' AS TEXT) AS until, 0 AS position, (SELECT row_to_json(j5) AS row_to_json_2
FROM (SELECT CAST('margins' AS TEXT) AS "criterion", CAST('A condition that your role may not read' AS TEXT) AS "sentence", CAST(NULL AS TEXT) AS "field", CAST('/criteria/0/rule' AS TEXT) AS "pointer", true AS "redacted", CAST(CAST('2999-01-01' AS TEXT) AS DATE) AS "until", coalesce(CAST(timezone($6::VARCHAR, now()) AS DATE) > $7::DATE, false) AS "overdue", CAST('DueCriterion' AS TEXT) AS "__typename") AS j5) AS criterion
WHERE (t4.stage = CAST('lead' AS TEXT) OR t4.stage = CAST('qualified' AS TEXT)) AND NOT coalesce(t4.margin > $8::NUMERIC, false) UNION ALL SELECT CAST('2020-01-01' AS TEXT) AS until, 1 AS position, (SELECT row_to_json(j6) AS row_to_json_3
FROM (SELECT CAST('scored' AS TEXT) AS "criterion", CAST('Score must be more than 90 and account › Sector must be Software' AS TEXT) AS "sentence", CAST(NULL AS TEXT) AS "field", CAST('/criteria/1/rule' AS TEXT) AS "pointer", false AS "redacted", CAST(CAST('2020-01-01' AS TEXT) AS DATE) AS "until", coalesce(CAST(timezone($9::VARCHAR, now()) AS DATE) > $10::DATE, false) AS "overdue", CAST('DueCriterion' AS TEXT) AS "__typename") AS j6) AS criterion
WHERE (t4.stage = CAST('lead' AS TEXT) OR t4.stage = CAST('qualified' AS TEXT)) AND NOT (coalesce(t4.score > $11::BIGINT, false) AND coalesce((SELECT t7.sector
FROM t_world.account AS t7
WHERE t7.id = t4."accountId" AND t7."deletedAt" IS NULL) = $12::VARCHAR, false))) AS d9) AS "dueCriteria"
FROM t_world.deal AS t4
WHERE t4."deletedAt" IS NULL AND t4."ownerId" = $1::UUID AND (t4.stage = CAST('lead' AS TEXT) OR t4.stage = CAST('qualified' AS TEXT)) AND NOT (coalesce(t4.score > $13::BIGINT, false) AND coalesce((SELECT t10.sector
FROM t_world.account AS t10
WHERE t10.id = t4."accountId" AND t10."deletedAt" IS NULL) = $14::VARCHAR, false)) AND coalesce(CAST(timezone($15::VARCHAR, now()) AS DATE) > $16::DATE, false) ORDER BY t4.id ASC
 LIMIT 20) AS q12) AS "nodes") AS j13) AS root_0, (SELECT coalesce(json_agg(j21), CAST('[]' AS JSON)) AS coalesce_3
FROM (SELECT json_build_array((SELECT row_to_json(j19) AS row_to_json_4
FROM (SELECT g18.k0 AS "value") AS j19), (SELECT row_to_json(j20) AS row_to_json_5
FROM (SELECT g18.k1 AS "value") AS j20)) AS "keys", g18.n AS "count"
FROM (SELECT b17.k0 AS k0, b17.k1 AS k1, count(*) AS n
FROM (SELECT t14."ownerId" AS k0, t14.stage AS k1
FROM t_world.deal AS t14
WHERE t14."deletedAt" IS NULL AND t14."ownerId" = $1::UUID AND ((t14.stage = CAST('lead' AS TEXT) OR t14.stage = CAST('qualified' AS TEXT)) AND NOT coalesce(t14.margin > $17::NUMERIC, false) OR (t14.stage = CAST('lead' AS TEXT) OR t14.stage = CAST('qualified' AS TEXT)) AND NOT (coalesce(t14.score > $18::BIGINT, false) AND coalesce((SELECT t15.sector
FROM t_world.account AS t15
WHERE t15.id = t14."accountId" AND t15."deletedAt" IS NULL) = $19::VARCHAR, false)))) AS b17 GROUP BY b17.k0, b17.k1 ORDER BY b17.k0 ASC, array_position(CAST(ARRAY[CAST('lead' AS TEXT), CAST('qualified' AS TEXT), CAST('won' AS TEXT), CAST('lost' AS TEXT)] AS TEXT[]), b17.k1) ASC
 LIMIT 100) AS g18) AS j21) AS root_1
FROM t_world.sluice_head
