SELECT t_world.sluice_head.catalog_version, t_world.sluice_head.access_epoch, (SELECT row_to_json(j9) AS row_to_json_1
FROM (SELECT (SELECT coalesce(json_agg(q8), CAST('[]' AS JSON)) AS coalesce_1
FROM (SELECT t1.title AS "title"
FROM t_world.activity AS t1
WHERE t1."deletedAt" IS NULL AND ((SELECT t2.name
FROM t_world.contact AS t2
WHERE t2.id = t1."subjectId" AND t1."subjectObject" = $1::VARCHAR AND t2."deletedAt" IS NULL) = $2::VARCHAR OR CASE CASE WHEN (coalesce((SELECT t4.id
FROM t_world.deal AS t4
WHERE t4.id = t1."subjectId" AND t4."ownerId" = $3::UUID), (SELECT t5.id
FROM t_world.contact AS t5
WHERE t5.id = t1."subjectId")) IS NOT NULL) THEN t1."subjectObject" END WHEN $4::VARCHAR THEN $5::VARCHAR WHEN $6::VARCHAR THEN $7::VARCHAR END = $8::VARCHAR) ORDER BY t1.id ASC
 LIMIT 20) AS q8) AS "nodes") AS j9) AS root_0
FROM t_world.sluice_head
