SELECT t_world.sluice_head.catalog_version, t_world.sluice_head.access_epoch, CAST((SELECT row_to_json(j7) AS row_to_json_1
FROM (SELECT (SELECT coalesce(json_agg(q6), CAST('[]' AS JSON)) AS coalesce_1
FROM (SELECT t2.name AS "name"
FROM t_world.deal AS t2
WHERE t2."deletedAt" IS NULL AND (t2.score > $1::INTEGER OR t2.source = $2::VARCHAR AND (t2.score > $3::INTEGER) IS NOT true) ORDER BY t2.id ASC
 LIMIT $4::BIGINT) AS q6) AS "nodes") AS j7) AS TEXT) AS root_0, CAST((SELECT row_to_json(j12) AS row_to_json_2
FROM (SELECT (SELECT coalesce(json_agg(q11), CAST('[]' AS JSON)) AS coalesce_2
FROM (SELECT t9.name AS "name", t9.score AS "score"
FROM t_world.deal AS t9
WHERE t9."deletedAt" IS NULL AND (t9.score > $5::INTEGER) IS NOT true ORDER BY t9.id ASC
 LIMIT $6::BIGINT) AS q11) AS "nodes") AS j12) AS TEXT) AS root_1
FROM t_world.sluice_head
