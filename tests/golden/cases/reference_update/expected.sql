WITH guard AS
(SELECT t_world.sluice_head.catalog_version AS catalog_version
FROM t_world.sluice_head
WHERE t_world.sluice_head.catalog_version = <version> AND t_world.sluice_head.access_epoch = $1::INTEGER),
target AS
(SELECT t1.id AS id, t1.version AS version
FROM t_world.activity AS t1
WHERE (EXISTS (SELECT 1
FROM guard)) AND t1.id = $2::UUID AND t1."deletedAt" IS NULL FOR UPDATE OF t1),
merged AS
(SELECT target.id AS id, target.version AS version, CAST($3::UUID AS UUID) AS "subjectId", CASE WHEN (EXISTS (SELECT 1
FROM t_world.deal AS t4
WHERE t4.id = CAST($3::UUID AS UUID) AND t4."deletedAt" IS NULL AND t4."ownerId" = $4::UUID)) THEN CAST('obj_<id>' AS TEXT) WHEN (EXISTS (SELECT 1
FROM t_world.contact AS t5
WHERE t5.id = CAST($3::UUID AS UUID) AND t5."deletedAt" IS NULL)) THEN CAST('obj_<id>' AS TEXT) ELSE CAST(NULL AS TEXT) END AS "subjectObject"
FROM target),
checked AS
(SELECT array_remove(CAST(ARRAY[CASE WHEN (merged."subjectObject" IS NULL) THEN CAST('RELATION_NOT_FOUND input.subjectId' AS TEXT) END, CASE WHEN false THEN CAST('ROW_FORBIDDEN input' AS TEXT) END] AS TEXT[]), CAST(NULL AS TEXT)) AS problems
FROM merged),
changed AS
(UPDATE t_world.activity SET version=(as_merged.version + 1), "updatedAt"=now(), "updatedBy"=$4::UUID, "subjectId"=as_merged."subjectId", "subjectObject"=as_merged."subjectObject" FROM merged AS as_merged WHERE t_world.activity.id = as_merged.id AND (EXISTS (SELECT 1
FROM checked
WHERE cardinality(checked.problems) = 0)) RETURNING t_world.activity.id, t_world.activity.version, t_world.activity."subjectId", t_world.activity."subjectObject"),
told AS
(INSERT INTO t_world.sluice_outbox (object_id, record_id, kind, record_version, changed, actor, catalog_version) SELECT CAST('obj_<id>' AS TEXT) AS "'obj_<id>'", changed.id AS id, CAST('updated' AS TEXT) AS "'updated'", changed.version AS version, CAST(ARRAY[CAST('fld_<id>' AS TEXT)] AS TEXT[]) AS anon_1, $4::UUID AS anon_2, 3
FROM changed RETURNING t_world.sluice_outbox.seq)
 SELECT t_world.sluice_head.catalog_version, t_world.sluice_head.access_epoch, coalesce((SELECT checked.problems
FROM checked), CAST(ARRAY[CAST('RECORD_NOT_FOUND id' AS TEXT)] AS TEXT[])) AS problems, (SELECT row_to_json(j10) AS row_to_json_1
FROM (SELECT CASE WHEN (result."subjectObject" = CAST('obj_<id>' AS TEXT)) THEN (SELECT row_to_json(j7) AS row_to_json_2
FROM (SELECT
FROM t_world.deal AS t6
WHERE t6.id = result."subjectId" AND t6."deletedAt" IS NULL AND t6."ownerId" = $4::UUID) AS j7) WHEN (result."subjectObject" = CAST('obj_<id>' AS TEXT)) THEN (SELECT row_to_json(j9) AS row_to_json_3
FROM (SELECT t8.name AS "name"
FROM t_world.contact AS t8
WHERE t8.id = result."subjectId" AND t8."deletedAt" IS NULL) AS j9) ELSE CAST(NULL AS JSON) END AS "subject"
FROM changed AS result
WHERE true) AS j10) AS part_0
FROM t_world.sluice_head
