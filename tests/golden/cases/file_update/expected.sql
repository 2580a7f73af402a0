WITH guard AS
(SELECT t_world.sluice_head.catalog_version AS catalog_version
FROM t_world.sluice_head
WHERE t_world.sluice_head.catalog_version = <version> AND t_world.sluice_head.access_epoch = $1::INTEGER),
target AS
(SELECT t1.id AS id, t1.version AS version
FROM t_world.paper AS t1
WHERE (EXISTS (SELECT 1
FROM guard)) AND t1.id = $2::UUID AND t1."deletedAt" IS NULL FOR UPDATE OF t1),
named5 AS
(SELECT f4.id AS id, f4.name AS name, f4.media_type AS media_type, f4.size AS size, f4.sha256 AS sha256, f4.created_at AS created_at, f4.created_by AS created_by
FROM t_world.sluice_file AS f4
WHERE (EXISTS (SELECT 1
FROM guard)) AND f4.id = CAST($3::UUID AS UUID) AND f4.sha256 IS NOT NULL AND NOT f4.erasing AND (f4.record_id IS NULL AND f4.created_by = $4::UUID OR f4.object_id = CAST('obj_<id>' AS TEXT) AND f4.field_id = CAST('fld_<id>' AS TEXT) AND f4.record_id = (SELECT target.id
FROM target)) FOR UPDATE OF f4),
merged AS
(SELECT target.id AS id, target.version AS version, CAST($3::UUID AS UUID) AS scan, (SELECT named5.name
FROM named5) AS scan__name, (SELECT named5.media_type
FROM named5) AS "scan__mediaType", (SELECT named5.size
FROM named5) AS scan__size, (SELECT named5.sha256
FROM named5) AS scan__sha256, (SELECT named5.created_at
FROM named5) AS "scan__uploadedAt", (SELECT named5.created_by
FROM named5) AS "scan__uploadedBy"
FROM target),
checked AS
(SELECT array_remove(CAST(ARRAY[CASE WHEN (NOT (EXISTS (SELECT 1
FROM named5))) THEN CAST('FILE_NOT_FOUND input.scan.id' AS TEXT) END, CASE WHEN ((EXISTS (SELECT 1
FROM named5)) AND NOT (merged."scan__mediaType" = $5::VARCHAR OR starts_with(merged."scan__mediaType", $6::VARCHAR))) THEN CAST('INVALID_VALUE input.scan' AS TEXT) END, CASE WHEN ((EXISTS (SELECT 1
FROM named5)) AND merged.scan__size > $7::INTEGER) THEN CAST('OUT_OF_RANGE input.scan' AS TEXT) END, CASE WHEN false THEN CAST('ROW_FORBIDDEN input' AS TEXT) END] AS TEXT[]), CAST(NULL AS TEXT)) AS problems
FROM merged),
changed AS
(UPDATE t_world.paper SET version=(as_merged.version + 1), "updatedAt"=now(), "updatedBy"=$4::UUID, scan=as_merged.scan, scan__name=as_merged.scan__name, "scan__mediaType"=as_merged."scan__mediaType", scan__size=as_merged.scan__size, scan__sha256=as_merged.scan__sha256, "scan__uploadedAt"=as_merged."scan__uploadedAt", "scan__uploadedBy"=as_merged."scan__uploadedBy" FROM merged AS as_merged WHERE t_world.paper.id = as_merged.id AND (EXISTS (SELECT 1
FROM checked
WHERE cardinality(checked.problems) = 0)) RETURNING t_world.paper.id, t_world.paper.version, t_world.paper.scan, t_world.paper.scan__name, t_world.paper."scan__mediaType", t_world.paper.scan__size, t_world.paper.scan__sha256, t_world.paper."scan__uploadedAt", t_world.paper."scan__uploadedBy"),
held6 AS
(UPDATE t_world.sluice_file SET object_id=CAST('obj_<id>' AS TEXT), record_id=changed.id, field_id=CAST('fld_<id>' AS TEXT), unnamed_since=NULL FROM named5, changed WHERE t_world.sluice_file.id = named5.id AND changed.id IS NOT NULL RETURNING t_world.sluice_file.id),
told AS
(INSERT INTO t_world.sluice_outbox (object_id, record_id, kind, record_version, changed, actor, catalog_version) SELECT CAST('obj_<id>' AS TEXT) AS "'obj_<id>'", changed.id AS id, CAST('updated' AS TEXT) AS "'updated'", changed.version AS version, CAST(ARRAY[CAST('fld_<id>' AS TEXT)] AS TEXT[]) AS anon_1, $4::UUID AS anon_2, 3
FROM changed RETURNING t_world.sluice_outbox.seq)
 SELECT t_world.sluice_head.catalog_version, t_world.sluice_head.access_epoch, coalesce((SELECT checked.problems
FROM checked), CAST(ARRAY[CAST('RECORD_NOT_FOUND id' AS TEXT)] AS TEXT[])) AS problems, (SELECT row_to_json(j8) AS row_to_json_1
FROM (SELECT (SELECT row_to_json(j7) AS row_to_json_2
FROM (SELECT CAST(CASE WHEN (result.scan IS NOT NULL) THEN json_build_object('id', result.scan, 'name', result.scan__name, 'mediaType', result."scan__mediaType", 'size', result.scan__size, 'sha256', result.scan__sha256, 'uploadedAt', result."scan__uploadedAt", 'uploadedBy', result."scan__uploadedBy") END AS JSON) -> CAST('name' AS TEXT) AS "name", CAST(CASE WHEN (result.scan IS NOT NULL) THEN json_build_object('id', result.scan, 'name', result.scan__name, 'mediaType', result."scan__mediaType", 'size', result.scan__size, 'sha256', result.scan__sha256, 'uploadedAt', result."scan__uploadedAt", 'uploadedBy', result."scan__uploadedBy") END AS JSON) -> CAST('size' AS TEXT) AS "size"
WHERE result.scan IS NOT NULL) AS j7) AS "scan"
FROM changed AS result
WHERE true) AS j8) AS part_0
FROM t_world.sluice_head
