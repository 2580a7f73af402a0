WITH guard AS
(SELECT t_world.sluice_head.catalog_version AS catalog_version
FROM t_world.sluice_head
WHERE t_world.sluice_head.catalog_version = <version> AND t_world.sluice_head.access_epoch = $1::INTEGER),
target AS
(SELECT t1.id AS id, t1.version AS version, t1.name AS name
FROM t_world.deal AS t1
WHERE (EXISTS (SELECT 1
FROM guard)) AND t1.id = ANY ($2::UUID[]) AND t1."deletedAt" IS NULL ORDER BY t1.id
 LIMIT 100001 FOR UPDATE OF t1),
merged AS
(SELECT target.id AS id, target.version AS version, target.id AS "<id", target.name AS "<name"
FROM target),
checked AS
(SELECT merged.id AS id, merged.version AS version, merged."<id" AS "<id", merged."<name" AS "<name", array_remove(CAST('{}' AS TEXT[]), CAST(NULL AS TEXT)) AS "!problems"
FROM merged),
unreached AS
(SELECT asked.id AS id
FROM unnest($2::UUID[]) AS asked(id)
WHERE (EXISTS (SELECT 1
FROM guard)) AND (asked.id NOT IN (SELECT target.id
FROM target))),
decided AS
(SELECT (SELECT count(*) AS count_1
FROM target) <= 100000 AS fits, (SELECT count(*) AS count_1
FROM target) <= 100000 AS passes),
changed AS
(UPDATE t_world.deal SET version=(as_merged.version + 1), "updatedAt"=now(), "updatedBy"=$3::UUID, "deletedAt"=now() FROM checked AS as_merged WHERE t_world.deal.id = as_merged.id AND cardinality(as_merged."!problems") = 0 AND (SELECT decided.passes
FROM decided) RETURNING t_world.deal.id, t_world.deal.version, t_world.deal.name, as_merged."!problems"),
told AS
(INSERT INTO t_world.sluice_outbox (object_id, record_id, kind, record_version, changed, actor, catalog_version) SELECT CAST('obj_<id>' AS TEXT) AS "'obj_<id>'", changed.id AS id, CAST('deleted' AS TEXT) AS "'deleted'", changed.version AS version, CAST('{}' AS TEXT[]) AS "'{}'", $3::UUID AS anon_1, 2
FROM changed RETURNING t_world.sluice_outbox.seq),
results AS
(SELECT changed.id AS id, changed.name AS name, changed."!problems" AS "!problems", true AS "!done", true AS "!known"
FROM changed UNION ALL SELECT checked."<id" AS id, checked."<name" AS name, checked."!problems" AS "!problems", false AS "!done", true AS "!known"
FROM checked
WHERE cardinality(checked."!problems") > 0 OR NOT (SELECT decided.passes
FROM decided) UNION ALL SELECT unreached.id AS id, CAST(NULL AS TEXT) AS name, CAST(ARRAY[CAST('RECORD_NOT_FOUND id' AS TEXT)] AS TEXT[]) AS "!problems", false AS "!done", false AS "!known"
FROM unreached),
outcome3 AS
(SELECT results.id AS id, results.name AS name, results."!problems" AS "!problems", results."!done" AS "!done", results."!known" AS "!known"
FROM results
WHERE cardinality(results."!problems") > 0 ORDER BY results.id
 LIMIT 20)
 SELECT t_world.sluice_head.catalog_version, t_world.sluice_head.access_epoch, (SELECT decided.fits
FROM decided) AS fits, (SELECT count(*) AS count_2
FROM checked) + (SELECT count(*) AS count_3
FROM unreached) AS matched, (SELECT count(*) AS count_4
FROM changed) AS done, (SELECT count(*) AS count_5
FROM checked
WHERE cardinality(checked."!problems") > 0) + (SELECT count(*) AS count_3
FROM unreached) AS refused, (SELECT count(*) AS count_3
FROM unreached) AS missed, (SELECT json_object_agg(counted.text, counted.records) AS json_object_agg_1
FROM (SELECT texts.text AS text, count(*) AS records
FROM checked JOIN unnest(checked."!problems") AS texts(text) ON true GROUP BY texts.text) AS counted) AS problems, (SELECT array_agg(outcome3."!done" ORDER BY outcome3.id) AS array_agg_1
FROM outcome3) AS part_3_0, (SELECT array_agg(CASE WHEN outcome3."!known" THEN (SELECT row_to_json(j2) AS row_to_json_1
FROM (SELECT outcome3.name AS "name") AS j2) ELSE CAST(NULL AS JSON) END ORDER BY outcome3.id) AS array_agg_2
FROM outcome3) AS part_3_1, (SELECT array_agg(array_to_string(outcome3."!problems", chr(10)) ORDER BY outcome3.id) AS array_agg_3
FROM outcome3) AS part_3_2
FROM t_world.sluice_head
