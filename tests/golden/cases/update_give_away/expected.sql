WITH guard AS
(SELECT t_world.sluice_head.catalog_version AS catalog_version
FROM t_world.sluice_head
WHERE t_world.sluice_head.catalog_version = <version> AND t_world.sluice_head.access_epoch = $1::INTEGER),
target AS
(SELECT t1.id AS id, t1.version AS version
FROM t_world.deal AS t1
WHERE (EXISTS (SELECT 1
FROM guard)) AND t1.id = $2::UUID AND t1."deletedAt" IS NULL AND t1."ownerId" = $3::UUID AND t1."ownerId" = $3::UUID FOR UPDATE OF t1),
merged AS
(SELECT target.id AS id, target.version AS version, $4::UUID AS "ownerId"
FROM target),
checked AS
(SELECT array_remove(CAST(ARRAY[CASE WHEN (NOT (EXISTS (SELECT 1
FROM t_world.sluice_member
WHERE t_world.sluice_member.id = merged."ownerId" AND t_world.sluice_member.active))) THEN CAST('RELATION_NOT_FOUND input.ownerId' AS TEXT) END, CASE WHEN NOT coalesce(merged."ownerId" = $3::UUID, false) THEN CAST('ROW_FORBIDDEN input' AS TEXT) END] AS TEXT[]), CAST(NULL AS TEXT)) AS problems
FROM merged),
changed AS
(UPDATE t_world.deal SET version=(as_merged.version + 1), "updatedAt"=now(), "updatedBy"=$3::UUID, "ownerId"=as_merged."ownerId" FROM merged AS as_merged WHERE t_world.deal.id = as_merged.id AND (EXISTS (SELECT 1
FROM checked
WHERE cardinality(checked.problems) = 0)) RETURNING t_world.deal.id, t_world.deal.version, t_world.deal."ownerId", t_world.deal.name),
told AS
(INSERT INTO t_world.sluice_outbox (object_id, record_id, kind, record_version, changed, actor, catalog_version) SELECT CAST('obj_<id>' AS TEXT) AS "'obj_<id>'", changed.id AS id, CAST('updated' AS TEXT) AS "'updated'", changed.version AS version, CAST(ARRAY[CAST('ownerId' AS TEXT)] AS TEXT[]) AS anon_1, $3::UUID AS anon_2, 2
FROM changed RETURNING t_world.sluice_outbox.seq)
 SELECT t_world.sluice_head.catalog_version, t_world.sluice_head.access_epoch, coalesce((SELECT checked.problems
FROM checked), CAST(ARRAY[CAST('RECORD_NOT_FOUND id' AS TEXT)] AS TEXT[])) AS problems, (SELECT row_to_json(j4) AS row_to_json_1
FROM (SELECT result.name AS "name"
FROM changed AS result
WHERE result."ownerId" = $3::UUID) AS j4) AS part_0
FROM t_world.sluice_head
