SELECT t_world.sluice_head.catalog_version, t_world.sluice_head.access_epoch, (SELECT row_to_json(j14) AS row_to_json_1
FROM (SELECT (SELECT coalesce(json_agg(q13), CAST('[]' AS JSON)) AS coalesce_1
FROM (SELECT q2.name AS "name", (SELECT row_to_json(j12) AS row_to_json_2
FROM (SELECT (SELECT count(*) AS count_1
FROM t_world.tag AS t3
WHERE t3."deletedAt" IS NULL AND t3."ownerId" = $1::UUID AND (EXISTS (SELECT 1
FROM t_world.link_fld_<id> AS l4
WHERE l4.source = q2.id AND l4.target = t3.id))) AS "totalCount", (SELECT coalesce(json_agg(q11), CAST('[]' AS JSON)) AS coalesce_2
FROM (SELECT q7.name AS "name", (SELECT row_to_json(j10) AS row_to_json_3
FROM (SELECT (SELECT count(*) AS count_2
FROM t_world.contact AS t8
WHERE t8."deletedAt" IS NULL AND (EXISTS (SELECT 1
FROM t_world.link_fld_<id> AS l9
WHERE l9.target = q7.id AND l9.source = t8.id))) AS "totalCount") AS j10) AS "contacts"
FROM (SELECT t5.id AS id, t5.version AS version, t5."createdAt" AS "createdAt", t5."createdBy" AS "createdBy", t5."updatedAt" AS "updatedAt", t5."updatedBy" AS "updatedBy", t5."ownerId" AS "ownerId", t5."deletedAt" AS "deletedAt", t5.name AS name
FROM t_world.tag AS t5
WHERE t5."deletedAt" IS NULL AND t5."ownerId" = $1::UUID AND (EXISTS (SELECT 1
FROM t_world.link_fld_<id> AS l6
WHERE l6.source = q2.id AND l6.target = t5.id)) ORDER BY t5.name ASC NULLS LAST, t5.id ASC
 LIMIT 5) AS q7) AS q11) AS "nodes") AS j12) AS "tags"
FROM (SELECT t1.id AS id, t1.version AS version, t1."createdAt" AS "createdAt", t1."createdBy" AS "createdBy", t1."updatedAt" AS "updatedAt", t1."updatedBy" AS "updatedBy", t1."ownerId" AS "ownerId", t1."deletedAt" AS "deletedAt", t1.name AS name, t1.email AS email, t1."accountId" AS "accountId"
FROM t_world.contact AS t1
WHERE t1."deletedAt" IS NULL ORDER BY t1.name ASC, t1.id ASC
 LIMIT 20) AS q2) AS q13) AS "nodes") AS j14) AS root_0
FROM t_world.sluice_head
