SELECT t_world.sluice_head.catalog_version, t_world.sluice_head.access_epoch, CAST((SELECT row_to_json(j7) AS row_to_json_1
FROM (SELECT (SELECT count(*) AS count_1
FROM t_world.deal AS t2
WHERE t2."deletedAt" IS NULL AND t2."budgetConfirmed" = $1::BOOLEAN) AS "totalCount", (SELECT coalesce(json_agg(q6), CAST('[]' AS JSON)) AS coalesce_1
FROM (SELECT t4.name AS "name"
FROM t_world.deal AS t4
WHERE t4."deletedAt" IS NULL AND t4."budgetConfirmed" = $2::BOOLEAN ORDER BY t4.id ASC
 LIMIT $3::BIGINT) AS q6) AS "nodes") AS j7) AS TEXT) AS root_0
FROM t_world.sluice_head
