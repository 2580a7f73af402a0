SELECT t_world.sluice_head.catalog_version, t_world.sluice_head.access_epoch, (SELECT row_to_json(j6) AS row_to_json_1
FROM (SELECT (SELECT coalesce(json_agg(q5), CAST('[]' AS JSON)) AS coalesce_1
FROM (SELECT t1.name AS "name"
FROM t_world.deal AS t1
WHERE t1."deletedAt" IS NULL AND (t1.score > $1::INTEGER OR t1.source = $2::VARCHAR AND (t1.score > $3::INTEGER) IS NOT true) ORDER BY t1.id ASC
 LIMIT 20) AS q5) AS "nodes") AS j6) AS root_0, (SELECT row_to_json(j10) AS row_to_json_2
FROM (SELECT (SELECT coalesce(json_agg(q9), CAST('[]' AS JSON)) AS coalesce_2
FROM (SELECT t7.name AS "name", t7.score AS "score"
FROM t_world.deal AS t7
WHERE t7."deletedAt" IS NULL AND (t7.score > $4::INTEGER) IS NOT true ORDER BY t7.id ASC
 LIMIT 20) AS q9) AS "nodes") AS j10) AS root_1
FROM t_world.sluice_head
