WITH RECURSIVE went3(id) AS
(SELECT $2::UUID AS id
FROM t_world.sluice_head UNION SELECT m4.into_id AS into_id
FROM went3 JOIN t_world.sluice_merge AS m4 ON m4.record_id = went3.id JOIN t_world.deal AS t5 ON m4.object_id = CAST('obj_<id>' AS TEXT) AND m4.record_id = t5.id AND m4.merged_at = t5."deletedAt" AND t5."ownerId" = $1::UUID)
 SELECT t_world.sluice_head.catalog_version, t_world.sluice_head.access_epoch, (SELECT row_to_json(j12) AS row_to_json_1
FROM (SELECT t1.name AS "name", (SELECT coalesce(json_agg((SELECT row_to_json(j11) AS row_to_json_2
FROM (SELECT m6.record_id AS "id", m6.merged_at AS "at", (SELECT coalesce(json_agg(n8.name ORDER BY n8.place), CAST('[]' AS JSON)) AS coalesce_2
FROM (VALUES (0, CAST('fld_<id>' AS TEXT), CAST('name' AS TEXT)), (1, CAST('fld_<id>' AS TEXT), CAST('notes' AS TEXT)), (2, CAST('fld_<id>' AS TEXT), CAST('amount' AS TEXT)), (3, CAST('fld_<id>' AS TEXT), CAST('score' AS TEXT)), (4, CAST('fld_<id>' AS TEXT), CAST('budgetConfirmed' AS TEXT)), (5, CAST('fld_<id>' AS TEXT), CAST('closeDate' AS TEXT)), (6, CAST('fld_<id>' AS TEXT), CAST('signedAt' AS TEXT)), (7, CAST('fld_<id>' AS TEXT), CAST('website' AS TEXT)), (8, CAST('fld_<id>' AS TEXT), CAST('source' AS TEXT)), (9, CAST('fld_<id>' AS TEXT), CAST('account' AS TEXT))) AS n8 (place, id, name)
WHERE n8.id = any(m6.taken)) AS "fields", (SELECT row_to_json(j10) AS row_to_json_3
FROM (SELECT m9.name AS "name"
FROM t_world.sluice_member AS m9
WHERE m9.id = m6.actor) AS j10) AS "by") AS j11) ORDER BY m6.merged_at, m6.record_id), CAST('[]' AS JSON)) AS coalesce_1
FROM t_world.sluice_merge AS m6 JOIN t_world.deal AS t7 ON m6.object_id = CAST('obj_<id>' AS TEXT) AND m6.record_id = t7.id AND m6.merged_at = t7."deletedAt" AND t7."ownerId" = $1::UUID
WHERE m6.into_id = t1.id) AS "mergedFrom"
FROM t_world.deal AS t1
WHERE t1.id IN (SELECT went3.id
FROM went3) AND t1."deletedAt" IS NULL AND t1."ownerId" = $1::UUID) AS j12) AS root_0
FROM t_world.sluice_head
