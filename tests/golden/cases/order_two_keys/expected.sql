SELECT t_world.sluice_head.catalog_version, t_world.sluice_head.access_epoch, CAST((SELECT row_to_json(j5) AS row_to_json_1
FROM (SELECT (SELECT coalesce(json_agg(q4), CAST('[]' AS JSON)) AS coalesce_1
FROM (SELECT t2.name AS "name", (SELECT row_to_json(j3) AS row_to_json_2
FROM (SELECT CAST(CASE WHEN (t2.amount IS NOT NULL) THEN json_build_object('amount', CAST(t2.amount AS TEXT), 'currency', t2.amount__currency) END AS JSON) -> CAST('amount' AS TEXT) AS "amount"
WHERE t2.amount IS NOT NULL) AS j3) AS "amount"
FROM t_world.deal AS t2
WHERE t2."deletedAt" IS NULL ORDER BY t2.amount DESC NULLS LAST, t2.name ASC, t2.id ASC
 LIMIT $1::BIGINT) AS q4) AS "nodes") AS j5) AS TEXT) AS root_0
FROM t_world.sluice_head
