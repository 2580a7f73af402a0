SELECT t_world.sluice_head.catalog_version, t_world.sluice_head.access_epoch, (SELECT row_to_json(j12) AS row_to_json_1
FROM (SELECT (SELECT coalesce(json_agg(q11), CAST('[]' AS JSON)) AS coalesce_1
FROM (SELECT q2.title AS "title", coalesce((SELECT t3.id
FROM t_world.deal AS t3
WHERE t3.id = q2."subjectId" AND t3."ownerId" = $1::UUID), (SELECT t4.id
FROM t_world.contact AS t4
WHERE t4.id = q2."subjectId")) AS "subjectId", CASE WHEN (q2."subjectObject" = CAST('obj_<id>' AS TEXT)) THEN (SELECT row_to_json(j6) AS row_to_json_2
FROM (SELECT CAST('Deal' AS TEXT) AS "__typename", t5.name AS "name", t5.score AS "score"
FROM t_world.deal AS t5
WHERE t5.id = q2."subjectId" AND t5."deletedAt" IS NULL AND t5."ownerId" = $1::UUID) AS j6) WHEN (q2."subjectObject" = CAST('obj_<id>' AS TEXT)) THEN (SELECT row_to_json(j10) AS row_to_json_3
FROM (SELECT CAST('Contact' AS TEXT) AS "__typename", t7.name AS "name", (SELECT row_to_json(j9) AS row_to_json_4
FROM (SELECT (SELECT count(*) AS count_1
FROM t_world.activity AS t8
WHERE t8."deletedAt" IS NULL AND t8."subjectId" = t7.id) AS "totalCount") AS j9) AS "activities"
FROM t_world.contact AS t7
WHERE t7.id = q2."subjectId" AND t7."deletedAt" IS NULL) AS j10) ELSE CAST(NULL AS JSON) END AS "subject"
FROM (SELECT t1.id AS id, t1.version AS version, t1."createdAt" AS "createdAt", t1."createdBy" AS "createdBy", t1."updatedAt" AS "updatedAt", t1."updatedBy" AS "updatedBy", t1."ownerId" AS "ownerId", t1."deletedAt" AS "deletedAt", t1.title AS title, t1."subjectId" AS "subjectId", t1."subjectObject" AS "subjectObject"
FROM t_world.activity AS t1
WHERE t1."deletedAt" IS NULL ORDER BY t1.title ASC NULLS LAST, t1.id ASC
 LIMIT 20) AS q2) AS q11) AS "nodes") AS j12) AS root_0
FROM t_world.sluice_head
