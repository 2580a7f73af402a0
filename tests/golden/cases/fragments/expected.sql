SELECT t_world.sluice_head.catalog_version, t_world.sluice_head.access_epoch, (SELECT row_to_json(j5) AS row_to_json_1
FROM (SELECT t1.name AS "name", CASE WHEN (t1.amount IS NOT NULL) THEN json_build_object('amount', CAST(t1.amount AS TEXT), 'currency', t1.amount__currency) END AS "amount", (SELECT row_to_json(j4) AS row_to_json_2
FROM (SELECT t3.name AS "name", t3.sector AS "sector"
FROM t_world.account AS t3
WHERE t3.id = t1."accountId" AND t3."deletedAt" IS NULL) AS j4) AS "account"
FROM t_world.deal AS t1
WHERE t1.id = $1::UUID AND t1."deletedAt" IS NULL) AS j5) AS root_0
FROM t_world.sluice_head
