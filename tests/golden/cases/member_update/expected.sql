WITH guard AS
(SELECT t_world.sluice_head.catalog_version AS catalog_version
FROM t_world.sluice_head
WHERE t_world.sluice_head.catalog_version = <version> AND t_world.sluice_head.access_epoch = $1::INTEGER),
target AS
(SELECT t1.id AS id, t1.version AS version, t1."reviewerId" AS "reviewerId"
FROM t_world.review AS t1
WHERE (EXISTS (SELECT 1
FROM guard)) AND t1.id = $2::UUID AND t1."deletedAt" IS NULL FOR UPDATE OF t1),
merged AS
(SELECT target.id AS id, target.version AS version, CAST($3::UUID AS UUID) AS "reviewerId"
FROM target),
checked AS
(SELECT array_remove(CAST(ARRAY[CASE WHEN (NOT (EXISTS (SELECT 1
FROM t_world.sluice_member
WHERE t_world.sluice_member.id = merged."reviewerId" AND t_world.sluice_member.active)) AND merged."reviewerId" IS DISTINCT FROM target."reviewerId") THEN CAST('RELATION_NOT_FOUND input.reviewerId' AS TEXT) END, CASE WHEN false THEN CAST('ROW_FORBIDDEN input' AS TEXT) END] AS TEXT[]), CAST(NULL AS TEXT)) AS problems
FROM merged, target),
changed AS
(UPDATE t_world.review SET version=(as_merged.version + 1), "updatedAt"=now(), "updatedBy"=$4::UUID, "reviewerId"=as_merged."reviewerId" FROM merged AS as_merged WHERE t_world.review.id = as_merged.id AND (EXISTS (SELECT 1
FROM checked
WHERE cardinality(checked.problems) = 0)) RETURNING t_world.review.id, t_world.review.version, t_world.review."reviewerId"),
told AS
(INSERT INTO t_world.sluice_outbox (object_id, record_id, kind, record_version, changed, actor, catalog_version) SELECT CAST('obj_<id>' AS TEXT) AS "'obj_<id>'", changed.id AS id, CAST('updated' AS TEXT) AS "'updated'", changed.version AS version, CAST(ARRAY[CAST('fld_<id>' AS TEXT)] AS TEXT[]) AS anon_1, $4::UUID AS anon_2, 3
FROM changed RETURNING t_world.sluice_outbox.seq)
 SELECT t_world.sluice_head.catalog_version, t_world.sluice_head.access_epoch, coalesce((SELECT checked.problems
FROM checked), CAST(ARRAY[CAST('RECORD_NOT_FOUND id' AS TEXT)] AS TEXT[])) AS problems, (SELECT row_to_json(j6) AS row_to_json_1
FROM (SELECT (SELECT row_to_json(j5) AS row_to_json_2
FROM (SELECT m4.name AS "name"
FROM t_world.sluice_member AS m4
WHERE m4.id = result."reviewerId") AS j5) AS "reviewer"
FROM changed AS result
WHERE true) AS j6) AS part_0
FROM t_world.sluice_head
