SELECT t_world.sluice_head.catalog_version, t_world.sluice_head.access_epoch, (SELECT row_to_json(j9) AS row_to_json_1
FROM (SELECT (SELECT count(*) AS count_1
FROM t_world.deal AS t1
WHERE t1."deletedAt" IS NULL AND t1."ownerId" IN (SELECT unnest(array((SELECT $1::UUID AS anon_1 UNION ALL SELECT o3.member_id
FROM t_world.sluice_org_reach AS o2 JOIN t_world.sluice_org_reach AS o3 ON o3.above_id = o2.above_id
WHERE o2.member_id = $1::UUID AND o2.direct))) AS unnest_1)) AS "totalCount", (SELECT coalesce(json_agg(q8), CAST('[]' AS JSON)) AS coalesce_1
FROM (SELECT q7.name AS "name"
FROM (SELECT t4.id AS id, t4.version AS version, t4."createdAt" AS "createdAt", t4."createdBy" AS "createdBy", t4."updatedAt" AS "updatedAt", t4."updatedBy" AS "updatedBy", t4."ownerId" AS "ownerId", t4."deletedAt" AS "deletedAt", t4.stage AS stage, t4."stageEnteredAt" AS "stageEnteredAt", t4.name AS name, t4.notes AS notes, t4.amount AS amount, t4.amount__currency AS amount__currency, t4.margin AS margin, t4.score AS score, t4."budgetConfirmed" AS "budgetConfirmed", t4."closeDate" AS "closeDate", t4."signedAt" AS "signedAt", t4.website AS website, t4.source AS source, t4."accountId" AS "accountId"
FROM t_world.deal AS t4
WHERE t4."deletedAt" IS NULL AND t4."ownerId" IN (SELECT unnest(array((SELECT $1::UUID AS anon_1 UNION ALL SELECT o6.member_id
FROM t_world.sluice_org_reach AS o5 JOIN t_world.sluice_org_reach AS o6 ON o6.above_id = o5.above_id
WHERE o5.member_id = $1::UUID AND o5.direct))) AS unnest_2) ORDER BY t4."createdAt" DESC, t4.id ASC
 LIMIT 20) AS q7) AS q8) AS "nodes") AS j9) AS root_0
FROM t_world.sluice_head
