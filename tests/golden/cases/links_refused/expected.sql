WITH guard AS
(SELECT t_world.sluice_head.catalog_version AS catalog_version
FROM t_world.sluice_head
WHERE t_world.sluice_head.catalog_version = <version> AND t_world.sluice_head.access_epoch = $1::INTEGER),
merged AS
(SELECT uuidv7() AS id, 1 AS version, now() AS "createdAt", $2::UUID AS "createdBy", now() AS "updatedAt", $2::UUID AS "updatedBy", $2::UUID AS "ownerId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "deletedAt", CAST($3::VARCHAR AS TEXT) AS name
FROM guard),
checked AS
(SELECT array_remove(CAST(ARRAY[CASE WHEN false THEN CAST('ROW_FORBIDDEN input' AS TEXT) END, CASE WHEN (EXISTS (SELECT 1
FROM unnest($4::UUID[]) AS n3(id)
WHERE NOT (EXISTS (SELECT 1
FROM t_world.tag AS t4
WHERE t4.id = n3.id AND t4."deletedAt" IS NULL AND t4."ownerId" = $2::UUID)))) THEN CAST('RELATION_NOT_FOUND input.tags.add' AS TEXT) END] AS TEXT[]), CAST(NULL AS TEXT)) AS problems
FROM merged),
changed AS
(INSERT INTO t_world.contact (id, version, "createdAt", "createdBy", "updatedAt", "updatedBy", "ownerId", "deletedAt", name) SELECT as_merged.id AS id, as_merged.version AS version, as_merged."createdAt" AS "createdAt", as_merged."createdBy" AS "createdBy", as_merged."updatedAt" AS "updatedAt", as_merged."updatedBy" AS "updatedBy", as_merged."ownerId" AS "ownerId", as_merged."deletedAt" AS "deletedAt", as_merged.name AS name
FROM merged AS as_merged
WHERE EXISTS (SELECT 1
FROM checked
WHERE cardinality(checked.problems) = 0) RETURNING t_world.contact.id, t_world.contact.version),
linked6 AS
(INSERT INTO t_world.link_fld_<id> (source, target) SELECT changed.id AS id, n5.id AS id_1
FROM changed JOIN unnest($4::UUID[]) AS n5(id) ON true ON CONFLICT DO NOTHING RETURNING t_world.link_fld_<id>.source, t_world.link_fld_<id>.target),
told AS
(INSERT INTO t_world.sluice_outbox (object_id, record_id, kind, record_version, changed, actor, catalog_version) SELECT CAST('obj_<id>' AS TEXT) AS "'obj_<id>'", changed.id AS id, CAST('created' AS TEXT) AS "'created'", changed.version AS version, CAST('{}' AS TEXT[]) AS "'{}'", $2::UUID AS anon_1, 3
FROM changed RETURNING t_world.sluice_outbox.seq)
 SELECT t_world.sluice_head.catalog_version, t_world.sluice_head.access_epoch, coalesce((SELECT checked.problems
FROM checked), CAST(ARRAY[CAST('RECORD_NOT_FOUND id' AS TEXT)] AS TEXT[])) AS problems, (SELECT row_to_json(j7) AS row_to_json_1
FROM (SELECT result.id AS "id"
FROM changed AS result
WHERE true) AS j7) AS part_0
FROM t_world.sluice_head
