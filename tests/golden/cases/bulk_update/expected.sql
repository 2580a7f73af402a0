WITH guard AS
(SELECT t_world.sluice_head.catalog_version AS catalog_version
FROM t_world.sluice_head
WHERE t_world.sluice_head.catalog_version = <version> AND t_world.sluice_head.access_epoch = $1::INTEGER),
target AS
(SELECT t1.id AS id, t1.version AS version, t1.name AS name, t1.notes AS notes, t1.score AS score
FROM t_world.deal AS t1
WHERE (EXISTS (SELECT 1
FROM guard)) AND (EXISTS (SELECT 1
FROM t_world.account AS t2
WHERE t2.id = t1."accountId" AND t2."deletedAt" IS NULL AND t2.name = $2::VARCHAR)) AND t1."deletedAt" IS NULL ORDER BY t1.id
 LIMIT 100001 FOR UPDATE OF t1),
merged AS
(SELECT target.id AS id, target.version AS version, CAST($3::VARCHAR AS TEXT) AS notes, CAST($4::INTEGER AS INTEGER) AS score, target.id AS "<id", target.version AS "<version", target.name AS "<name", target.notes AS "<notes", target.score AS "<score"
FROM target),
checked AS
(SELECT merged.id AS id, merged.version AS version, merged.notes AS notes, merged.score AS score, merged."<id" AS "<id", merged."<version" AS "<version", merged."<name" AS "<name", merged."<notes" AS "<notes", merged."<score" AS "<score", array_remove(CAST(ARRAY[CASE WHEN false THEN CAST('ROW_FORBIDDEN input' AS TEXT) END] AS TEXT[]), CAST(NULL AS TEXT)) AS "!problems"
FROM merged),
decided AS
(SELECT (SELECT count(*) AS count_1
FROM target) <= 100000 AS fits, (SELECT count(*) AS count_1
FROM target) <= 100000 AND NOT (EXISTS (SELECT 1
FROM checked
WHERE cardinality(checked."!problems") > 0)) AS passes),
changed AS
(UPDATE t_world.deal SET version=(as_merged.version + 1), "updatedAt"=now(), "updatedBy"=$5::UUID, notes=as_merged.notes, score=as_merged.score FROM checked AS as_merged WHERE t_world.deal.id = as_merged.id AND cardinality(as_merged."!problems") = 0 AND (SELECT decided.passes
FROM decided) RETURNING t_world.deal.id, t_world.deal.version, t_world.deal.name, t_world.deal.notes, t_world.deal.score),
told AS
(INSERT INTO t_world.sluice_outbox (object_id, record_id, kind, record_version, changed, actor, catalog_version) SELECT CAST('obj_<id>' AS TEXT) AS "'obj_<id>'", changed.id AS id, CAST('updated' AS TEXT) AS "'updated'", changed.version AS version, CAST(ARRAY[CAST('fld_<id>' AS TEXT), CAST('fld_<id>' AS TEXT)] AS TEXT[]) AS anon_1, $5::UUID AS anon_2, 2
FROM changed RETURNING t_world.sluice_outbox.seq),
results AS
(SELECT changed.id AS id, changed.version AS version, changed.name AS name, changed.notes AS notes, changed.score AS score, true AS "!known"
FROM changed UNION ALL SELECT checked."<id" AS id, checked."<version" AS version, checked."<name" AS name, checked."<notes" AS notes, checked."<score" AS score, true AS "!known"
FROM checked
WHERE cardinality(checked."!problems") > 0 OR NOT (SELECT decided.passes
FROM decided)),
outcome2 AS
(SELECT results.id AS id, results.version AS version, results.name AS name, results.notes AS notes, results.score AS score, results."!known" AS "!known"
FROM results ORDER BY results.id
 LIMIT 1)
 SELECT t_world.sluice_head.catalog_version, t_world.sluice_head.access_epoch, (SELECT decided.fits
FROM decided) AS fits, (SELECT count(*) AS count_2
FROM checked) + 0 AS matched, (SELECT count(*) AS count_3
FROM changed) AS done, (SELECT count(*) AS count_4
FROM checked
WHERE cardinality(checked."!problems") > 0) + 0 AS refused, 0 AS missed, (SELECT json_object_agg(counted.text, counted.records) AS json_object_agg_1
FROM (SELECT texts.text AS text, count(*) AS records
FROM checked JOIN unnest(checked."!problems") AS texts(text) ON true GROUP BY texts.text) AS counted) AS problems, (SELECT array_agg(CASE WHEN outcome2."!known" THEN (SELECT row_to_json(j6) AS row_to_json_1
FROM (SELECT outcome2.name AS "name", outcome2.score AS "score", outcome2.notes AS "notes", outcome2.version AS "version") AS j6) ELSE CAST(NULL AS JSON) END ORDER BY outcome2.id) AS array_agg_1
FROM outcome2) AS part_2_0
FROM t_world.sluice_head
