SELECT t_world.sluice_head.catalog_version, t_world.sluice_head.access_epoch, (SELECT row_to_json(j6) AS row_to_json_1
FROM (SELECT (SELECT count(*) AS count_1
FROM t_world.deal AS t1
WHERE t1."deletedAt" IS NULL AND t1.margin < $1::NUMERIC) AS "totalCount", (SELECT coalesce(json_agg(q5), CAST('[]' AS JSON)) AS coalesce_1
FROM (SELECT t3.name AS "name"
FROM t_world.deal AS t3
WHERE t3."deletedAt" IS NULL AND t3.margin < $2::NUMERIC ORDER BY t3.id ASC
 LIMIT 20) AS q5) AS "nodes") AS j6) AS root_0
FROM t_world.sluice_head
