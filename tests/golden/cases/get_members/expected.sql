SELECT t_world.sluice_head.catalog_version, t_world.sluice_head.access_epoch, (SELECT row_to_json(j9) AS row_to_json_1
FROM (SELECT (SELECT row_to_json(j4) AS row_to_json_2
FROM (SELECT m3.name AS "name"
FROM t_world.sluice_member AS m3
WHERE m3.id = t1."createdBy") AS j4) AS "createdBy", (SELECT row_to_json(j6) AS row_to_json_3
FROM (SELECT m5.id AS "id"
FROM t_world.sluice_member AS m5
WHERE m5.id = t1."updatedBy") AS j6) AS "updatedBy", (SELECT row_to_json(j8) AS row_to_json_4
FROM (SELECT CAST('MemberSummary' AS TEXT) AS "__typename", m7.id AS "id", m7.name AS "name"
FROM t_world.sluice_member AS m7
WHERE m7.id = t1."ownerId") AS j8) AS "owner"
FROM t_world.deal AS t1
WHERE t1.id = $1::UUID AND t1."deletedAt" IS NULL) AS j9) AS root_0
FROM t_world.sluice_head
