WITH guard AS
(SELECT t_world.sluice_head.catalog_version AS catalog_version
FROM t_world.sluice_head
WHERE t_world.sluice_head.catalog_version = <version> AND t_world.sluice_head.access_epoch = $1::INTEGER),
target AS
(SELECT t1.id AS id, t1.version AS version
FROM t_world.contact AS t1
WHERE (EXISTS (SELECT 1
FROM guard)) AND t1.id = $2::UUID AND t1."deletedAt" IS NULL FOR UPDATE OF t1),
merged AS
(SELECT target.id AS id, target.version AS version
FROM target),
checked AS
(SELECT array_remove(CAST(ARRAY[CASE WHEN (EXISTS (SELECT 1
FROM unnest($3::UUID[]) AS n4(id)
WHERE NOT (EXISTS (SELECT 1
FROM t_world.tag AS t5
WHERE t5.id = n4.id AND t5."deletedAt" IS NULL AND t5."ownerId" = $4::UUID)))) THEN CAST('RELATION_NOT_FOUND input.tags.set' AS TEXT) END, CASE WHEN (target.version != (SELECT t6.version
FROM t_world.contact AS t6
WHERE t6.id = target.id)) THEN CAST('RACED ' AS TEXT) END] AS TEXT[]), CAST(NULL AS TEXT)) AS problems
FROM merged, target),
changed AS
(UPDATE t_world.contact SET version=(as_merged.version + 1), "updatedAt"=now(), "updatedBy"=$4::UUID FROM merged AS as_merged WHERE t_world.contact.id = as_merged.id AND (EXISTS (SELECT 1
FROM checked
WHERE cardinality(checked.problems) = 0)) RETURNING t_world.contact.id, t_world.contact.version),
unlinked8 AS
(DELETE FROM t_world.link_fld_<id> USING changed WHERE t_world.link_fld_<id>.source = changed.id AND t_world.link_fld_<id>.target != all($3::UUID[]) AND (EXISTS (SELECT 1
FROM t_world.tag AS t7
WHERE t7.id = t_world.link_fld_<id>.target AND t7."deletedAt" IS NULL AND t7."ownerId" = $4::UUID)) RETURNING t_world.link_fld_<id>.source, t_world.link_fld_<id>.target),
linked10 AS
(INSERT INTO t_world.link_fld_<id> (source, target) SELECT changed.id AS id, n9.id AS id_1
FROM changed JOIN unnest($3::UUID[]) AS n9(id) ON true ON CONFLICT DO NOTHING RETURNING t_world.link_fld_<id>.source, t_world.link_fld_<id>.target),
told AS
(INSERT INTO t_world.sluice_outbox (object_id, record_id, kind, record_version, changed, actor, catalog_version) SELECT CAST('obj_<id>' AS TEXT) AS "'obj_<id>'", changed.id AS id, CAST('updated' AS TEXT) AS "'updated'", changed.version AS version, CAST(ARRAY[CAST('fld_<id>' AS TEXT)] AS TEXT[]) AS anon_1, $4::UUID AS anon_2, 3
FROM changed RETURNING t_world.sluice_outbox.seq)
 SELECT t_world.sluice_head.catalog_version, t_world.sluice_head.access_epoch, coalesce((SELECT checked.problems
FROM checked), CAST(ARRAY[CAST('RECORD_NOT_FOUND id' AS TEXT)] AS TEXT[])) AS problems, (SELECT row_to_json(j15) AS row_to_json_1
FROM (SELECT (SELECT row_to_json(j14) AS row_to_json_2
FROM (SELECT (SELECT coalesce(json_agg(q13), CAST('[]' AS JSON)) AS coalesce_1
FROM (SELECT t11.name AS "name"
FROM t_world.tag AS t11
WHERE t11."deletedAt" IS NULL AND t11."ownerId" = $4::UUID AND (EXISTS (SELECT 1
FROM (SELECT t_world.link_fld_<id>.source AS source, t_world.link_fld_<id>.target AS target
FROM t_world.link_fld_<id>
WHERE NOT (EXISTS (SELECT 1
FROM unlinked8
WHERE unlinked8.source = t_world.link_fld_<id>.source AND unlinked8.target = t_world.link_fld_<id>.target)) UNION ALL SELECT linked10.source AS source, linked10.target AS target
FROM linked10) AS l12
WHERE l12.source = result.id AND l12.target = t11.id)) ORDER BY t11.id ASC
 LIMIT 20) AS q13) AS "nodes") AS j14) AS "tags"
FROM changed AS result
WHERE true) AS j15) AS part_0
FROM t_world.sluice_head
