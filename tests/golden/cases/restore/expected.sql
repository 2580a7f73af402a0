WITH RECURSIVE guard AS
(SELECT t_world.sluice_head.catalog_version AS catalog_version
FROM t_world.sluice_head
WHERE t_world.sluice_head.catalog_version = <version> AND t_world.sluice_head.access_epoch = $1::INTEGER),
target AS
(SELECT t1.id AS id, t1.version AS version, t1."accountId" AS "accountId"
FROM t_world.deal AS t1
WHERE (EXISTS (SELECT 1
FROM guard)) AND t1.id = $2::UUID AND t1."deletedAt" IS NOT NULL FOR UPDATE OF t1),
went6(start, id) AS
(SELECT n3.start AS start, m4.into_id AS id
FROM (SELECT target."accountId" AS start
FROM target
WHERE target."accountId" IS NOT NULL) AS n3 JOIN t_world.sluice_merge AS m4 ON m4.record_id = n3.start JOIN t_world.account AS t5 ON m4.record_id = t5.id AND m4.merged_at = t5."deletedAt"
WHERE m4.object_id = CAST('obj_<id>' AS TEXT) UNION SELECT went6.start AS start, m7.into_id AS id
FROM went6 JOIN t_world.sluice_merge AS m7 ON m7.record_id = went6.id JOIN t_world.account AS t8 ON m7.record_id = t8.id AND m7.merged_at = t8."deletedAt"
WHERE m7.object_id = CAST('obj_<id>' AS TEXT)),
merged AS
(SELECT target.id AS id, target.version AS version, coalesce((SELECT t9.id
FROM went6 JOIN t_world.account AS t9 ON went6.id = t9.id
WHERE went6.start = target."accountId" AND t9."deletedAt" IS NULL
 LIMIT 1), target."accountId") AS "accountId"
FROM target),
checked AS
(SELECT array_remove(CAST('{}' AS TEXT[]), CAST(NULL AS TEXT)) AS problems
FROM merged),
changed AS
(UPDATE t_world.deal SET version=(as_merged.version + 1), "updatedAt"=now(), "updatedBy"=$3::UUID, "deletedAt"=CAST(NULL AS TIMESTAMP WITH TIME ZONE), "accountId"=as_merged."accountId" FROM merged AS as_merged WHERE t_world.deal.id = as_merged.id AND (EXISTS (SELECT 1
FROM checked
WHERE cardinality(checked.problems) = 0)) RETURNING t_world.deal.id, t_world.deal.version, t_world.deal.stage, t_world.deal.name),
told AS
(INSERT INTO t_world.sluice_outbox (object_id, record_id, kind, record_version, changed, actor, catalog_version) SELECT CAST('obj_<id>' AS TEXT) AS "'obj_<id>'", changed.id AS id, CAST('restored' AS TEXT) AS "'restored'", changed.version AS version, CAST('{}' AS TEXT[]) AS "'{}'", $3::UUID AS anon_1, 2
FROM changed RETURNING t_world.sluice_outbox.seq)
 SELECT t_world.sluice_head.catalog_version, t_world.sluice_head.access_epoch, coalesce((SELECT checked.problems
FROM checked), CAST(ARRAY[CAST('RECORD_NOT_FOUND id' AS TEXT)] AS TEXT[])) AS problems, (SELECT row_to_json(j10) AS row_to_json_1
FROM (SELECT result.name AS "name", result.version AS "version", result.stage AS "stage"
FROM changed AS result
WHERE true) AS j10) AS part_0
FROM t_world.sluice_head
