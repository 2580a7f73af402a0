SET LOCAL lock_timeout = 1500; LOCK TABLE t_world.sluice_head IN ACCESS SHARE MODE; LOCK TABLE t_world.account, t_world.contact, t_world.deal IN SHARE ROW EXCLUSIVE MODE
;
WITH guard AS
(SELECT t_world.sluice_head.catalog_version AS catalog_version
FROM t_world.sluice_head
WHERE t_world.sluice_head.catalog_version = <version> AND t_world.sluice_head.access_epoch = $1::INTEGER),
target AS
(SELECT t1.id AS id, t1.version AS version, t1.name AS name, t1.sector AS sector, t1.employees AS employees, t1.secret AS secret, t1."parentId" AS "parentId"
FROM t_world.account AS t1
WHERE (EXISTS (SELECT 1
FROM guard)) AND t1."deletedAt" IS NULL AND (t1.id = $2::UUID OR t1.id = ANY ($3::UUID[])) ORDER BY t1.id FOR UPDATE OF t1),
survivor AS
(SELECT target.id AS id, target.version AS version, target.name AS name, target.sector AS sector, target.employees AS employees, target.secret AS secret, target."parentId" AS "parentId"
FROM target
WHERE target.id = $2::UUID),
lost AS
(SELECT target.id AS id, target.name AS name, target.sector AS sector, target.employees AS employees, target."parentId" AS "parentId", array_position($3::UUID[], target.id) AS "!place"
FROM target
WHERE target.id != $2::UUID),
chosen AS
(SELECT min(lost."!place") FILTER (WHERE lost.name IS NOT NULL) AS fld_<id>, min(lost."!place") FILTER (WHERE lost.sector IS NOT NULL) AS fld_<id>, min(lost."!place") FILTER (WHERE lost.employees IS NOT NULL) AS fld_<id>, min(lost."!place") FILTER (WHERE lost."parentId" IS NOT NULL AND NOT (lost."parentId" = $2::UUID OR lost."parentId" = ANY ($3::UUID[]))) AS fld_<id>
FROM lost),
merged AS
(SELECT survivor.id AS id, survivor.version AS version, CASE WHEN (survivor.name IS NOT NULL) THEN survivor.name ELSE (SELECT lost.name
FROM lost
WHERE lost."!place" = chosen.fld_<id>) END AS name, CASE WHEN (survivor.sector IS NOT NULL) THEN survivor.sector ELSE (SELECT lost.sector
FROM lost
WHERE lost."!place" = chosen.fld_<id>) END AS sector, CASE WHEN (survivor.employees IS NOT NULL) THEN survivor.employees ELSE (SELECT lost.employees
FROM lost
WHERE lost."!place" = chosen.fld_<id>) END AS employees, CAST($4::VARCHAR AS TEXT) AS secret, CASE WHEN (survivor."parentId" IS NOT NULL AND NOT (survivor."parentId" = ANY ($3::UUID[]))) THEN survivor."parentId" ELSE (SELECT lost."parentId"
FROM lost
WHERE lost."!place" = chosen.fld_<id>) END AS "parentId"
FROM survivor JOIN chosen ON true),
gone AS
(SELECT lost.id AS id, array_remove(CAST(ARRAY[CASE WHEN (chosen.fld_<id> = lost."!place" AND survivor.name IS NULL) THEN CAST('fld_<id>' AS TEXT) END, CASE WHEN (chosen.fld_<id> = lost."!place" AND survivor.sector IS NULL) THEN CAST('fld_<id>' AS TEXT) END, CASE WHEN (chosen.fld_<id> = lost."!place" AND survivor.employees IS NULL) THEN CAST('fld_<id>' AS TEXT) END, CASE WHEN (chosen.fld_<id> = lost."!place" AND NOT (survivor."parentId" IS NOT NULL AND NOT (survivor."parentId" = ANY ($3::UUID[])))) THEN CAST('fld_<id>' AS TEXT) END] AS TEXT[]), CAST(NULL AS TEXT)) AS "!taken"
FROM lost JOIN chosen ON true JOIN survivor ON true),
checked AS
(SELECT array_cat(array_remove(CAST(ARRAY[CASE WHEN false THEN CAST('ROW_FORBIDDEN input' AS TEXT) END] AS TEXT[]), CAST(NULL AS TEXT)), coalesce((SELECT array_agg(CAST('RECORD_NOT_FOUND from.' AS TEXT) || CAST(asked.place - 1 AS TEXT)) AS array_agg_1
FROM unnest($3::UUID[]) WITH ORDINALITY AS asked(id, place)
WHERE (asked.id NOT IN (SELECT lost.id
FROM lost))), CAST('{}' AS TEXT[]))) AS problems
FROM merged),
absorbed AS
(UPDATE t_world.account SET version=(t_world.account.version + 1), "updatedAt"=now(), "updatedBy"=$5::UUID, "deletedAt"=now() FROM gone AS as_gone WHERE t_world.account.id = as_gone.id AND (EXISTS (SELECT 1
FROM checked
WHERE cardinality(checked.problems) = 0)) RETURNING t_world.account.id, t_world.account.version, as_gone."!taken"),
changed AS
(UPDATE t_world.account SET version=(as_merged.version + 1), "updatedAt"=now(), "updatedBy"=$5::UUID, name=as_merged.name, sector=as_merged.sector, employees=as_merged.employees, secret=as_merged.secret, "parentId"=as_merged."parentId" FROM merged AS as_merged WHERE t_world.account.id = as_merged.id AND (EXISTS (SELECT 1
FROM checked
WHERE cardinality(checked.problems) = 0)) AND (SELECT count(absorbed.id) AS count_1
FROM absorbed) > 0 RETURNING t_world.account.id, t_world.account.version, t_world.account.name, t_world.account.sector, t_world.account.employees, t_world.account.secret, t_world.account."parentId"),
pointing0_found AS
(SELECT t3.id AS id, t3.version AS version, t3."parentId" AS "parentId"
FROM t_world.account AS t3
WHERE (EXISTS (SELECT 1
FROM checked
WHERE cardinality(checked.problems) = 0)) AND t3."deletedAt" IS NULL AND t3."parentId" = ANY ($3::UUID[]) AND NOT (t3.id = $2::UUID OR t3.id = ANY ($3::UUID[]))),
pointing0_changed AS
(UPDATE t_world.account SET version=(pointing0_found.version + 1), "updatedAt"=now(), "updatedBy"=$5::UUID, "parentId"=CASE WHEN (pointing0_found."parentId" = ANY ($3::UUID[])) THEN $2::UUID ELSE pointing0_found."parentId" END FROM pointing0_found WHERE t_world.account.id = pointing0_found.id RETURNING t_world.account.id, t_world.account.version, t_world.account."deletedAt", t_world.account."parentId", pointing0_found."parentId" AS "<parentId"),
pointing1_found AS
(SELECT t4.id AS id, t4.version AS version, t4."accountId" AS "accountId"
FROM t_world.contact AS t4
WHERE (EXISTS (SELECT 1
FROM checked
WHERE cardinality(checked.problems) = 0)) AND t4."deletedAt" IS NULL AND t4."accountId" = ANY ($3::UUID[])),
pointing1_changed AS
(UPDATE t_world.contact SET version=(pointing1_found.version + 1), "updatedAt"=now(), "updatedBy"=$5::UUID, "accountId"=CASE WHEN (pointing1_found."accountId" = ANY ($3::UUID[])) THEN $2::UUID ELSE pointing1_found."accountId" END FROM pointing1_found WHERE t_world.contact.id = pointing1_found.id RETURNING t_world.contact.id, t_world.contact.version, t_world.contact."createdAt", t_world.contact."createdBy", t_world.contact."updatedAt", t_world.contact."updatedBy", t_world.contact."ownerId", t_world.contact."deletedAt", t_world.contact.name, t_world.contact.email, t_world.contact."accountId", t_world.contact.sluice_search, pointing1_found."accountId" AS "<accountId"),
pointing2_found AS
(SELECT t5.id AS id, t5.version AS version, t5."accountId" AS "accountId"
FROM t_world.deal AS t5
WHERE (EXISTS (SELECT 1
FROM checked
WHERE cardinality(checked.problems) = 0)) AND t5."deletedAt" IS NULL AND t5."accountId" = ANY ($3::UUID[])),
pointing2_changed AS
(UPDATE t_world.deal SET version=(pointing2_found.version + 1), "updatedAt"=now(), "updatedBy"=$5::UUID, "accountId"=CASE WHEN (pointing2_found."accountId" = ANY ($3::UUID[])) THEN $2::UUID ELSE pointing2_found."accountId" END FROM pointing2_found WHERE t_world.deal.id = pointing2_found.id RETURNING t_world.deal.id, t_world.deal.version, t_world.deal."deletedAt", t_world.deal."accountId", pointing2_found."accountId" AS "<accountId"),
kept AS
(INSERT INTO t_world.sluice_merge (object_id, record_id, record_version, into_id, taken, actor, catalog_version) SELECT CAST('obj_<id>' AS TEXT) AS "'obj_<id>'", absorbed.id AS id, absorbed.version AS version, $2::UUID AS anon_1, absorbed."!taken" AS "!taken", $5::UUID AS anon_2, 2
FROM absorbed RETURNING t_world.sluice_merge.id),
told AS
(INSERT INTO t_world.sluice_outbox (object_id, record_id, kind, record_version, changed, actor, catalog_version) SELECT CAST('obj_<id>' AS TEXT) AS "'obj_<id>'", changed.id AS id, CAST('updated' AS TEXT) AS "'updated'", changed.version AS version, array_remove(CAST(ARRAY[CASE WHEN (changed.secret IS DISTINCT FROM survivor.secret) THEN CAST('fld_<id>' AS TEXT) END, CASE WHEN (changed.name IS DISTINCT FROM survivor.name) THEN CAST('fld_<id>' AS TEXT) END, CASE WHEN (changed.sector IS DISTINCT FROM survivor.sector) THEN CAST('fld_<id>' AS TEXT) END, CASE WHEN (changed.employees IS DISTINCT FROM survivor.employees) THEN CAST('fld_<id>' AS TEXT) END, CASE WHEN (changed."parentId" IS DISTINCT FROM survivor."parentId") THEN CAST('fld_<id>' AS TEXT) END] AS TEXT[]), CAST(NULL AS TEXT)) AS array_remove_1, $5::UUID AS anon_2, 2
FROM changed, survivor UNION ALL SELECT CAST('obj_<id>' AS TEXT) AS "'obj_<id>'", absorbed.id AS id, CAST('deleted' AS TEXT) AS "'deleted'", absorbed.version AS version, CAST('{}' AS TEXT[]) AS "'{}'", $5::UUID AS anon_2, 2
FROM absorbed UNION ALL SELECT CAST('obj_<id>' AS TEXT) AS "'obj_<id>'", pointing0_changed.id AS id, CAST('updated' AS TEXT) AS "'updated'", pointing0_changed.version AS version, array_remove(CAST(ARRAY[CASE WHEN (pointing0_changed."parentId" IS DISTINCT FROM pointing0_changed."<parentId") THEN CAST('fld_<id>' AS TEXT) END] AS TEXT[]), CAST(NULL AS TEXT)) AS array_remove_2, $5::UUID AS anon_2, 2
FROM pointing0_changed UNION ALL SELECT CAST('obj_<id>' AS TEXT) AS "'obj_<id>'", pointing1_changed.id AS id, CAST('updated' AS TEXT) AS "'updated'", pointing1_changed.version AS version, array_remove(CAST(ARRAY[CASE WHEN (pointing1_changed."accountId" IS DISTINCT FROM pointing1_changed."<accountId") THEN CAST('fld_<id>' AS TEXT) END] AS TEXT[]), CAST(NULL AS TEXT)) AS array_remove_3, $5::UUID AS anon_2, 2
FROM pointing1_changed UNION ALL SELECT CAST('obj_<id>' AS TEXT) AS "'obj_<id>'", pointing2_changed.id AS id, CAST('updated' AS TEXT) AS "'updated'", pointing2_changed.version AS version, array_remove(CAST(ARRAY[CASE WHEN (pointing2_changed."accountId" IS DISTINCT FROM pointing2_changed."<accountId") THEN CAST('fld_<id>' AS TEXT) END] AS TEXT[]), CAST(NULL AS TEXT)) AS array_remove_4, $5::UUID AS anon_2, 2
FROM pointing2_changed RETURNING t_world.sluice_outbox.seq)
 SELECT t_world.sluice_head.catalog_version, t_world.sluice_head.access_epoch, coalesce((SELECT checked.problems
FROM checked), array_prepend(CAST('RECORD_NOT_FOUND into' AS TEXT), coalesce((SELECT array_agg(CAST('RECORD_NOT_FOUND from.' AS TEXT) || CAST(asked.place - 1 AS TEXT)) AS array_agg_2
FROM unnest($3::UUID[]) WITH ORDINALITY AS asked(id, place)
WHERE (asked.id NOT IN (SELECT lost.id
FROM lost))), CAST('{}' AS TEXT[])))) AS problems, (SELECT row_to_json(j9) AS row_to_json_1
FROM (SELECT result.name AS "name", result.sector AS "sector", result.employees AS "employees", result.secret AS "secret", result."parentId" AS "parentId", result.version AS "version", (SELECT row_to_json(j8) AS row_to_json_2
FROM (SELECT (SELECT coalesce(json_agg(q7), CAST('[]' AS JSON)) AS coalesce_1
FROM (SELECT t6.name AS "name"
FROM (SELECT t_world.contact.id AS id, t_world.contact.version AS version, t_world.contact."createdAt" AS "createdAt", t_world.contact."createdBy" AS "createdBy", t_world.contact."updatedAt" AS "updatedAt", t_world.contact."updatedBy" AS "updatedBy", t_world.contact."ownerId" AS "ownerId", t_world.contact."deletedAt" AS "deletedAt", t_world.contact.name AS name, t_world.contact.email AS email, t_world.contact."accountId" AS "accountId", t_world.contact.sluice_search AS sluice_search
FROM t_world.contact
WHERE (t_world.contact.id NOT IN (SELECT pointing1_changed.id
FROM pointing1_changed)) UNION ALL SELECT pointing1_changed.id AS id, pointing1_changed.version AS version, pointing1_changed."createdAt" AS "createdAt", pointing1_changed."createdBy" AS "createdBy", pointing1_changed."updatedAt" AS "updatedAt", pointing1_changed."updatedBy" AS "updatedBy", pointing1_changed."ownerId" AS "ownerId", pointing1_changed."deletedAt" AS "deletedAt", pointing1_changed.name AS name, pointing1_changed.email AS email, pointing1_changed."accountId" AS "accountId", pointing1_changed.sluice_search AS sluice_search
FROM pointing1_changed) AS t6
WHERE t6."deletedAt" IS NULL AND t6."accountId" = result.id ORDER BY t6.id ASC
 LIMIT 20) AS q7) AS "nodes") AS j8) AS "contacts"
FROM changed AS result
WHERE true) AS j9) AS part_0, (SELECT coalesce(json_agg((SELECT row_to_json(j11) AS row_to_json_3
FROM (SELECT v10.field AS "field", v10.value AS "value", v10."from" AS "from") AS j11) ORDER BY v10.place), CAST('[]' AS JSON)) AS coalesce_2
FROM (SELECT 0 AS place, CAST('name' AS TEXT) AS field, CAST(to_json(merged.name) AS JSON) AS value, CASE WHEN (merged.name IS NOT NULL) THEN CASE WHEN (survivor.name IS NOT NULL) THEN survivor.id ELSE (SELECT lost.id
FROM lost
WHERE lost."!place" = chosen.fld_<id>) END ELSE CAST(NULL AS UUID) END AS "from"
FROM merged, survivor, chosen UNION ALL SELECT 1 AS place, CAST('sector' AS TEXT) AS field, CAST(to_json(merged.sector) AS JSON) AS value, CASE WHEN (merged.sector IS NOT NULL) THEN CASE WHEN (survivor.sector IS NOT NULL) THEN survivor.id ELSE (SELECT lost.id
FROM lost
WHERE lost."!place" = chosen.fld_<id>) END ELSE CAST(NULL AS UUID) END AS "from"
FROM merged, survivor, chosen UNION ALL SELECT 2 AS place, CAST('employees' AS TEXT) AS field, CAST(to_json(merged.employees) AS JSON) AS value, CASE WHEN (merged.employees IS NOT NULL) THEN CASE WHEN (survivor.employees IS NOT NULL) THEN survivor.id ELSE (SELECT lost.id
FROM lost
WHERE lost."!place" = chosen.fld_<id>) END ELSE CAST(NULL AS UUID) END AS "from"
FROM merged, survivor, chosen UNION ALL SELECT 3 AS place, CAST('secret' AS TEXT) AS field, CAST(to_json(merged.secret) AS JSON) AS value, CASE WHEN (merged.secret IS NOT NULL) THEN CAST(NULL AS UUID) ELSE CAST(NULL AS UUID) END AS "from"
FROM merged, survivor, chosen UNION ALL SELECT 4 AS place, CAST('parent' AS TEXT) AS field, CAST(to_json(merged."parentId") AS JSON) AS value, CASE WHEN (merged."parentId" IS NOT NULL) THEN CASE WHEN (survivor."parentId" IS NOT NULL AND NOT (survivor."parentId" = ANY ($3::UUID[]))) THEN survivor.id ELSE (SELECT lost.id
FROM lost
WHERE lost."!place" = chosen.fld_<id>) END ELSE CAST(NULL AS UUID) END AS "from"
FROM merged, survivor, chosen) AS v10) AS part_1, (SELECT coalesce(json_agg((SELECT row_to_json(j13) AS row_to_json_4
FROM (SELECT v12.object AS "object", v12.field AS "field", v12.records AS "records") AS j13) ORDER BY v12.place), CAST('[]' AS JSON)) AS coalesce_3
FROM (SELECT 0 AS place, CAST('account' AS TEXT) AS object, CAST('parent' AS TEXT) AS field, (SELECT count(*) AS count_2
FROM pointing0_changed
WHERE pointing0_changed."<parentId" = ANY ($3::UUID[]) AND pointing0_changed."deletedAt" IS NULL) AS records UNION ALL SELECT 1 AS place, CAST('contact' AS TEXT) AS object, CAST('account' AS TEXT) AS field, (SELECT count(*) AS count_3
FROM pointing1_changed
WHERE pointing1_changed."<accountId" = ANY ($3::UUID[]) AND pointing1_changed."deletedAt" IS NULL) AS records UNION ALL SELECT 2 AS place, CAST('deal' AS TEXT) AS object, CAST('account' AS TEXT) AS field, (SELECT count(*) AS count_4
FROM pointing2_changed
WHERE pointing2_changed."<accountId" = ANY ($3::UUID[]) AND pointing2_changed."deletedAt" IS NULL) AS records) AS v12
WHERE v12.records > 0) AS part_2
FROM t_world.sluice_head
