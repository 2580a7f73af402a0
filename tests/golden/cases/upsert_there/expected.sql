WITH guard AS
(SELECT t_world.sluice_head.catalog_version AS catalog_version
FROM t_world.sluice_head
WHERE t_world.sluice_head.catalog_version = <version> AND t_world.sluice_head.access_epoch = $1::INTEGER),
there AS
(SELECT t2.id AS id
FROM t_world.account AS t2
WHERE (EXISTS (SELECT 1
FROM guard)) AND t2.name = CAST($2::VARCHAR AS TEXT) AND true AND t2."deletedAt" IS NULL),
taken AS
(SELECT t3.id AS id
FROM t_world.account AS t3
WHERE (EXISTS (SELECT 1
FROM guard)) AND t3."deletedAt" IS NULL AND t3.name = CAST($2::VARCHAR AS TEXT) AND true),
target AS
(SELECT t4.id AS id, t4.version AS version
FROM t_world.account AS t4
WHERE (EXISTS (SELECT 1
FROM guard)) AND t4.name = CAST($2::VARCHAR AS TEXT) AND true AND t4."deletedAt" IS NULL FOR UPDATE OF t4),
merged AS
(SELECT target.id AS id, target.version AS version, CAST($3::INTEGER AS INTEGER) AS employees
FROM target),
checked AS
(SELECT array_remove(CAST(ARRAY[CASE WHEN false THEN CAST('ROW_FORBIDDEN input' AS TEXT) END] AS TEXT[]), CAST(NULL AS TEXT)) AS problems
FROM merged),
changed AS
(UPDATE t_world.account SET version=(as_merged.version + 1), "updatedAt"=now(), "updatedBy"=$4::UUID, employees=as_merged.employees FROM merged AS as_merged WHERE t_world.account.id = as_merged.id AND (EXISTS (SELECT 1
FROM checked
WHERE cardinality(checked.problems) = 0)) RETURNING t_world.account.id, t_world.account.version, t_world.account.name, t_world.account.sector, t_world.account.employees),
vacant AS
(SELECT guard.catalog_version AS catalog_version
FROM guard
WHERE NOT (EXISTS (SELECT 1
FROM there)) AND NOT (EXISTS (SELECT 1
FROM taken))),
new_merged AS
(SELECT uuidv7() AS id, 1 AS version, now() AS "createdAt", $4::UUID AS "createdBy", now() AS "updatedAt", $4::UUID AS "updatedBy", $4::UUID AS "ownerId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "deletedAt", CAST($5::VARCHAR AS TEXT) AS name, CAST($6::VARCHAR AS TEXT) AS sector, CAST($7::INTEGER AS INTEGER) AS employees
FROM vacant),
new_checked AS
(SELECT array_remove(CAST(ARRAY[CASE WHEN false THEN CAST('ROW_FORBIDDEN input' AS TEXT) END] AS TEXT[]), CAST(NULL AS TEXT)) AS problems
FROM new_merged),
new_changed AS
(INSERT INTO t_world.account (id, version, "createdAt", "createdBy", "updatedAt", "updatedBy", "ownerId", "deletedAt", name, sector, employees) SELECT as_merged.id AS id, as_merged.version AS version, as_merged."createdAt" AS "createdAt", as_merged."createdBy" AS "createdBy", as_merged."updatedAt" AS "updatedAt", as_merged."updatedBy" AS "updatedBy", as_merged."ownerId" AS "ownerId", as_merged."deletedAt" AS "deletedAt", as_merged.name AS name, as_merged.sector AS sector, as_merged.employees AS employees
FROM new_merged AS as_merged
WHERE EXISTS (SELECT 1
FROM new_checked
WHERE cardinality(new_checked.problems) = 0) RETURNING t_world.account.id, t_world.account.version, t_world.account.name, t_world.account.sector, t_world.account.employees),
written AS
(SELECT changed.name AS name, changed.sector AS sector, changed.employees AS employees
FROM changed UNION ALL SELECT new_changed.name AS name, new_changed.sector AS sector, new_changed.employees AS employees
FROM new_changed),
told AS
(INSERT INTO t_world.sluice_outbox (object_id, record_id, kind, record_version, changed, actor, catalog_version) SELECT CAST('obj_<id>' AS TEXT) AS "'obj_<id>'", changed.id AS id, CAST('updated' AS TEXT) AS "'updated'", changed.version AS version, CAST(ARRAY[CAST('fld_<id>' AS TEXT)] AS TEXT[]) AS anon_1, $4::UUID AS anon_2, 2
FROM changed RETURNING t_world.sluice_outbox.seq),
new_told AS
(INSERT INTO t_world.sluice_outbox (object_id, record_id, kind, record_version, changed, actor, catalog_version) SELECT CAST('obj_<id>' AS TEXT) AS "'obj_<id>'", new_changed.id AS id, CAST('created' AS TEXT) AS "'created'", new_changed.version AS version, CAST('{}' AS TEXT[]) AS "'{}'", $4::UUID AS anon_2, 2
FROM new_changed RETURNING t_world.sluice_outbox.seq)
 SELECT t_world.sluice_head.catalog_version, t_world.sluice_head.access_epoch, coalesce((SELECT checked.problems
FROM checked), (SELECT new_checked.problems
FROM new_checked), array_remove(CAST(ARRAY[CASE WHEN (NOT (EXISTS (SELECT 1
FROM there))) THEN CAST('UNIQUE by' AS TEXT) END, CASE WHEN (EXISTS (SELECT 1
FROM there)) THEN CAST('RACED ' AS TEXT) END] AS TEXT[]), CAST(NULL AS TEXT))) AS problems, CASE WHEN (EXISTS (SELECT 1
FROM new_changed)) THEN true WHEN (EXISTS (SELECT 1
FROM changed)) THEN false ELSE NULL END AS created, (SELECT row_to_json(j9) AS row_to_json_1
FROM (SELECT result.name AS "name", result.employees AS "employees", result.sector AS "sector"
FROM written AS result
WHERE true) AS j9) AS part_1
FROM t_world.sluice_head
