WITH guard AS
(SELECT t_world.sluice_head.catalog_version AS catalog_version
FROM t_world.sluice_head
WHERE t_world.sluice_head.catalog_version = <version> AND t_world.sluice_head.access_epoch = $1::INTEGER),
inputs AS
(SELECT CAST(given_rows."!place" AS BIGINT) - 1 AS "!place", given_rows.name AS name, given_rows.employees AS employees, given_rows."?employees" AS "?employees", given_rows.sector AS sector, given_rows."ownerId" AS "ownerId", given_rows."?ownerId" AS "?ownerId", given_rows."!expected" AS "!expected", given_rows."!unfit" AS "!unfit"
FROM guard JOIN unnest(CAST($2::TEXT[] AS TEXT[]), CAST($3::INTEGER[] AS INTEGER[]), CAST($4::BOOLEAN[] AS BOOLEAN[]), CAST($5::TEXT[] AS TEXT[]), CAST($6::UUID[] AS UUID[]), CAST($7::BOOLEAN[] AS BOOLEAN[]), CAST($8::INTEGER[] AS INTEGER[]), CAST($9::TEXT[] AS TEXT[])) WITH ORDINALITY AS given_rows(name, employees, "?employees", sector, "ownerId", "?ownerId", "!expected", "!unfit", "!place") ON true),
there AS
(SELECT inputs."!place" AS "!place", inputs.name AS name, inputs.employees AS employees, inputs."?employees" AS "?employees", inputs.sector AS sector, inputs."ownerId" AS "ownerId", inputs."?ownerId" AS "?ownerId", inputs."!expected" AS "!expected", inputs."!unfit" AS "!unfit", t9.id AS "!found"
FROM inputs JOIN t_world.account AS t9 ON (EXISTS (SELECT 1
FROM guard)) AND t9.name = CAST(inputs.name AS TEXT) AND true AND t9."deletedAt" IS NULL),
refused AS
(SELECT found."!place" AS "!place", found."!problems" AS "!problems"
FROM (SELECT inputs."!place" AS "!place", array_remove(CAST(ARRAY[CASE WHEN (inputs."!place" IN (SELECT same."!place"
FROM (SELECT inputs."!place" AS "!place", count(*) OVER (PARTITION BY CAST(inputs.name AS TEXT)) AS inputs
FROM inputs
WHERE CAST(inputs.name AS TEXT) IS NOT NULL) AS same
WHERE same.inputs > 1)) THEN CAST('UNIQUE by.twice' AS TEXT) END, CASE WHEN ((inputs."!place" NOT IN (SELECT there."!place"
FROM there)) AND (EXISTS (SELECT 1
FROM t_world.account AS t10
WHERE t10."deletedAt" IS NULL AND t10.name = CAST(inputs.name AS TEXT) AND true))) THEN CAST('UNIQUE by' AS TEXT) END] AS TEXT[]), CAST(NULL AS TEXT)) AS "!problems"
FROM inputs) AS found
WHERE cardinality(found."!problems") > 0),
target AS
(SELECT t11.id AS id, t11.version AS version, t11."ownerId" AS "ownerId", t11.name AS name, t11.sector AS sector, t11.employees AS employees, there."!place" AS "!place", there."!unfit" AS "!unfit", there."!expected" AS "!expected", there."?employees" AS "?employees", there."?ownerId" AS "?ownerId", there.employees AS "@employees", there."?employees" AS "@?employees", there."ownerId" AS "@ownerId", there."?ownerId" AS "@?ownerId"
FROM there JOIN t_world.account AS t11 ON t11.id = there."!found"
WHERE (EXISTS (SELECT 1
FROM guard)) AND t11.name = CAST(there.name AS TEXT) AND true AND t11."deletedAt" IS NULL ORDER BY t11.id FOR UPDATE OF t11),
merged AS
(SELECT target.id AS id, target.version AS version, CASE WHEN target."@?ownerId" THEN CAST(target."@ownerId" AS UUID) ELSE target."ownerId" END AS "ownerId", target.name AS name, target.sector AS sector, CASE WHEN target."@?employees" THEN CAST(target."@employees" AS INTEGER) ELSE target.employees END AS employees, target."!place" AS "!place", target."!unfit" AS "!unfit", target."!expected" AS "!expected", target."?employees" AS "?employees", target."?ownerId" AS "?ownerId"
FROM target),
checked AS
(SELECT merged.id AS id, merged.version AS version, merged."ownerId" AS "ownerId", merged.name AS name, merged.sector AS sector, merged.employees AS employees, merged."!place" AS "!place", merged."?employees" AS "?employees", merged."?ownerId" AS "?ownerId", CASE WHEN (merged."!unfit" IS NOT NULL) THEN string_to_array(merged."!unfit", chr(10)) ELSE array_remove(CAST(ARRAY[CASE WHEN (merged."!expected" IS NOT NULL AND merged.version != merged."!expected") THEN CAST('VERSION_CONFLICT expectedVersion' AS TEXT) END, CASE WHEN (merged."?ownerId" AND NOT (EXISTS (SELECT 1
FROM t_world.sluice_member
WHERE t_world.sluice_member.id = merged."ownerId" AND t_world.sluice_member.active))) THEN CAST('RELATION_NOT_FOUND input.ownerId' AS TEXT) END, CASE WHEN false THEN CAST('ROW_FORBIDDEN input' AS TEXT) END] AS TEXT[]), CAST(NULL AS TEXT)) END AS "!problems", CAST('{}' AS TEXT[]) AS "!warnings"
FROM merged),
vacant AS
(SELECT inputs."!place" AS "!place", inputs.name AS name, inputs.employees AS employees, inputs."?employees" AS "?employees", inputs.sector AS sector, inputs."ownerId" AS "ownerId", inputs."?ownerId" AS "?ownerId", inputs."!expected" AS "!expected", inputs."!unfit" AS "!unfit"
FROM inputs
WHERE (inputs."!place" NOT IN (SELECT there."!place"
FROM there)) AND (inputs."!place" NOT IN (SELECT refused."!place"
FROM refused))),
new_merged AS
(SELECT uuidv7() AS id, 1 AS version, now() AS "createdAt", $10::UUID AS "createdBy", now() AS "updatedAt", $10::UUID AS "updatedBy", CASE WHEN vacant."?ownerId" THEN CAST(vacant."ownerId" AS UUID) ELSE $10::UUID END AS "ownerId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "deletedAt", CAST(vacant.name AS TEXT) AS name, CAST(vacant.sector AS TEXT) AS sector, CAST(vacant.employees AS INTEGER) AS employees, vacant."!place" AS "!place", vacant."!unfit" AS "!unfit", vacant."!expected" AS "!expected", vacant."?ownerId" AS "?ownerId"
FROM vacant),
new_checked AS
(SELECT new_merged.id AS id, new_merged.version AS version, new_merged."createdAt" AS "createdAt", new_merged."createdBy" AS "createdBy", new_merged."updatedAt" AS "updatedAt", new_merged."updatedBy" AS "updatedBy", new_merged."ownerId" AS "ownerId", new_merged."deletedAt" AS "deletedAt", new_merged.name AS name, new_merged.sector AS sector, new_merged.employees AS employees, new_merged."!place" AS "!place", CASE WHEN (new_merged."!unfit" IS NOT NULL) THEN string_to_array(new_merged."!unfit", chr(10)) ELSE array_remove(CAST(ARRAY[CASE WHEN (new_merged."!expected" IS NOT NULL) THEN CAST('VERSION_CONFLICT expectedVersion.gone' AS TEXT) END, CASE WHEN (new_merged.name IS NULL) THEN CAST('REQUIRED creation.fld_<id>' AS TEXT) END, CASE WHEN false THEN CAST('ROW_FORBIDDEN input' AS TEXT) END, CASE WHEN (new_merged."?ownerId" AND NOT (EXISTS (SELECT 1
FROM t_world.sluice_member
WHERE t_world.sluice_member.id = new_merged."ownerId" AND t_world.sluice_member.active))) THEN CAST('RELATION_NOT_FOUND input.ownerId' AS TEXT) END] AS TEXT[]), CAST(NULL AS TEXT)) END AS "!problems", CAST('{}' AS TEXT[]) AS "!warnings"
FROM new_merged),
every AS
(SELECT refused."!place" AS "!place", refused."!problems" AS "!problems", CAST('{}' AS TEXT[]) AS "!warnings"
FROM refused UNION ALL SELECT there."!place" AS "!place", CAST(ARRAY[CAST('RACED ' AS TEXT)] AS TEXT[]) AS "!problems", CAST('{}' AS TEXT[]) AS "!warnings"
FROM there
WHERE (there."!place" NOT IN (SELECT target."!place"
FROM target)) UNION ALL SELECT checked."!place" AS "!place", checked."!problems" AS "!problems", checked."!warnings" AS "!warnings"
FROM checked UNION ALL SELECT new_checked."!place" AS "!place", new_checked."!problems" AS "!problems", new_checked."!warnings" AS "!warnings"
FROM new_checked),
decided AS
(SELECT (SELECT count(*) AS count_1
FROM inputs) <= 100000 AS fits, (SELECT count(*) AS count_1
FROM inputs) <= 100000 AND NOT (EXISTS (SELECT 1
FROM every
WHERE array_position(every."!problems", CAST('RACED ' AS TEXT)) IS NOT NULL)) AS passes),
changed AS
(UPDATE t_world.account SET version=(as_merged.version + 1), "updatedAt"=now(), "updatedBy"=$10::UUID, "ownerId"=as_merged."ownerId", employees=as_merged.employees FROM checked AS as_merged WHERE t_world.account.id = as_merged.id AND cardinality(as_merged."!problems") = 0 AND (SELECT decided.passes
FROM decided) AND (as_merged."?employees" OR as_merged."?ownerId") RETURNING t_world.account.id, t_world.account.version, t_world.account.name, t_world.account.sector, t_world.account.employees, as_merged."!problems", as_merged."!place", as_merged."?employees", as_merged."?ownerId"),
told AS
(INSERT INTO t_world.sluice_outbox (object_id, record_id, kind, record_version, changed, actor, catalog_version) SELECT CAST('obj_<id>' AS TEXT) AS "'obj_<id>'", changed.id AS id, CAST('updated' AS TEXT) AS "'updated'", changed.version AS version, array_remove(CAST(ARRAY[CASE WHEN changed."?employees" THEN CAST('fld_<id>' AS TEXT) END, CASE WHEN changed."?ownerId" THEN CAST('ownerId' AS TEXT) END] AS TEXT[]), CAST(NULL AS TEXT)) AS array_remove_1, $10::UUID AS anon_1, 2
FROM changed RETURNING t_world.sluice_outbox.seq),
new_passing AS
(SELECT new_checked.id AS id, new_checked.version AS version, new_checked."createdAt" AS "createdAt", new_checked."createdBy" AS "createdBy", new_checked."updatedAt" AS "updatedAt", new_checked."updatedBy" AS "updatedBy", new_checked."ownerId" AS "ownerId", new_checked."deletedAt" AS "deletedAt", new_checked.name AS name, new_checked.sector AS sector, new_checked.employees AS employees, new_checked."!place" AS "!place", new_checked."!problems" AS "!problems"
FROM new_checked
WHERE cardinality(new_checked."!problems") = 0 AND (SELECT decided.passes
FROM decided)),
new_created AS
(SELECT new_passing.id AS id, new_passing.version AS version, new_passing."createdAt" AS "createdAt", new_passing."createdBy" AS "createdBy", new_passing."updatedAt" AS "updatedAt", new_passing."updatedBy" AS "updatedBy", new_passing."ownerId" AS "ownerId", new_passing."deletedAt" AS "deletedAt", new_passing.name AS name, new_passing.sector AS sector, new_passing.employees AS employees, new_passing."!place" AS "!place", new_passing."!problems" AS "!problems"
FROM new_passing),
new_changed AS
(INSERT INTO t_world.account (id, version, "createdAt", "createdBy", "updatedAt", "updatedBy", "ownerId", "deletedAt", name, sector, employees) SELECT new_created.id AS id, new_created.version AS version, new_created."createdAt" AS "createdAt", new_created."createdBy" AS "createdBy", new_created."updatedAt" AS "updatedAt", new_created."updatedBy" AS "updatedBy", new_created."ownerId" AS "ownerId", new_created."deletedAt" AS "deletedAt", new_created.name AS name, new_created.sector AS sector, new_created.employees AS employees
FROM new_created RETURNING t_world.account.id, t_world.account.version),
new_told AS
(INSERT INTO t_world.sluice_outbox (object_id, record_id, kind, record_version, changed, actor, catalog_version) SELECT CAST('obj_<id>' AS TEXT) AS "'obj_<id>'", new_changed.id AS id, CAST('created' AS TEXT) AS "'created'", new_changed.version AS version, CAST('{}' AS TEXT[]) AS "'{}'", $10::UUID AS anon_1, 2
FROM new_changed RETURNING t_world.sluice_outbox.seq),
results AS
(SELECT changed.version AS version, changed.name AS name, changed.sector AS sector, changed.employees AS employees, changed."!place" AS "!place", changed."!problems" AS "!problems", true AS "!done", true AS "!known", false AS "!new"
FROM changed UNION ALL SELECT checked.version AS version, checked.name AS name, checked.sector AS sector, checked.employees AS employees, checked."!place" AS "!place", checked."!problems" AS "!problems", true AS "!done", true AS "!known", false AS "!new"
FROM checked
WHERE NOT (checked."?employees" OR checked."?ownerId") AND cardinality(checked."!problems") <= 0 AND (SELECT decided.passes
FROM decided) UNION ALL SELECT new_created.version AS version, new_created.name AS name, new_created.sector AS sector, new_created.employees AS employees, new_created."!place" AS "!place", new_created."!problems" AS "!problems", true AS "!done", true AS "!known", true AS "!new"
FROM new_created UNION ALL SELECT CAST(NULL AS INTEGER) AS version, CAST(NULL AS TEXT) AS name, CAST(NULL AS TEXT) AS sector, CAST(NULL AS INTEGER) AS employees, every."!place" AS "!place", every."!problems" AS "!problems", false AS "!done", false AS "!known", CAST(NULL AS BOOLEAN) AS "!new"
FROM every
WHERE cardinality(every."!problems") > 0 OR NOT (SELECT decided.passes
FROM decided)),
outcome5 AS
(SELECT results.version AS version, results.name AS name, results.sector AS sector, results.employees AS employees, results."!place" AS "!place", results."!problems" AS "!problems", results."!done" AS "!done", results."!known" AS "!known", results."!new" AS "!new"
FROM results ORDER BY results."!place"
 LIMIT 20)
 SELECT t_world.sluice_head.catalog_version, t_world.sluice_head.access_epoch, (SELECT decided.fits
FROM decided) AS fits, (SELECT count(*) AS count_2
FROM inputs) AS matched, (SELECT count(*) AS count_3
FROM new_created) AS created, (SELECT count(*) AS count_4
FROM checked
WHERE cardinality(checked."!problems") <= 0 AND (SELECT decided.passes
FROM decided)) AS updated, (SELECT count(*) AS count_3
FROM new_created) + (SELECT count(*) AS count_4
FROM checked
WHERE cardinality(checked."!problems") <= 0 AND (SELECT decided.passes
FROM decided)) AS done, (SELECT count(*) AS count_5
FROM every
WHERE cardinality(every."!problems") > 0) AS refused, 0 AS missed, (SELECT json_object_agg(counted.text, counted.records) AS json_object_agg_1
FROM (SELECT texts.text AS text, count(*) AS records
FROM every JOIN unnest(every."!problems") AS texts(text) ON true GROUP BY texts.text) AS counted) AS problems, (SELECT json_object_agg(counted.text, counted.records) AS json_object_agg_2
FROM (SELECT texts.text AS text, count(*) AS records
FROM every JOIN unnest(every."!warnings") AS texts(text) ON true GROUP BY texts.text) AS counted) AS warnings, (SELECT array_agg(outcome5."!place" ORDER BY outcome5."!place") AS array_agg_1
FROM outcome5) AS part_5_0, (SELECT array_agg(outcome5."!done" ORDER BY outcome5."!place") AS array_agg_2
FROM outcome5) AS part_5_1, (SELECT array_agg(outcome5."!new" ORDER BY outcome5."!place") AS array_agg_3
FROM outcome5) AS part_5_2, (SELECT array_agg(CASE WHEN outcome5."!known" THEN (SELECT row_to_json(j12) AS row_to_json_1
FROM (SELECT outcome5.name AS "name", outcome5.employees AS "employees", outcome5.sector AS "sector", outcome5.version AS "version") AS j12) ELSE CAST(NULL AS JSON) END ORDER BY outcome5."!place") AS array_agg_4
FROM outcome5) AS part_5_3, (SELECT array_agg(array_to_string(outcome5."!problems", chr(10)) ORDER BY outcome5."!place") AS array_agg_5
FROM outcome5) AS part_5_4
FROM t_world.sluice_head
