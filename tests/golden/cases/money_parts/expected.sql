SELECT t_world.sluice_head.catalog_version, t_world.sluice_head.access_epoch, (SELECT row_to_json(j4) AS row_to_json_1
FROM (SELECT (SELECT row_to_json(j3) AS row_to_json_2
FROM (SELECT CAST(CASE WHEN (t1.amount IS NOT NULL) THEN json_build_object('amount', CAST(t1.amount AS TEXT), 'currency', t1.amount__currency) END AS JSON) -> CAST('currency' AS TEXT) AS "of", CAST('Money' AS TEXT) AS "__typename"
WHERE t1.amount IS NOT NULL) AS j3) AS "value"
FROM t_world.deal AS t1
WHERE t1.id = $1::UUID AND t1."deletedAt" IS NULL) AS j4) AS root_0, (SELECT row_to_json(j8) AS row_to_json_3
FROM (SELECT (SELECT row_to_json(j7) AS row_to_json_4
FROM (SELECT CAST(CASE WHEN (t5.amount IS NOT NULL) THEN json_build_object('amount', CAST(t5.amount AS TEXT), 'currency', t5.amount__currency) END AS JSON) -> CAST('currency' AS TEXT) AS "currency"
WHERE t5.amount IS NOT NULL) AS j7) AS "amount"
FROM t_world.deal AS t5
WHERE t5.id = $2::UUID AND t5."deletedAt" IS NULL) AS j8) AS root_1
FROM t_world.sluice_head
