WITH guard AS
(SELECT t_world.sluice_head.catalog_version AS catalog_version
FROM t_world.sluice_head
WHERE t_world.sluice_head.catalog_version = <version> AND t_world.sluice_head.access_epoch = $1::INTEGER),
changed AS
(UPDATE t_world.deal SET version=(t_world.deal.version + 1), "updatedAt"=now(), "updatedBy"=$2::UUID, "deletedAt"=now() WHERE (EXISTS (SELECT 1
FROM guard)) AND t_world.deal.id = $3::UUID AND t_world.deal."deletedAt" IS NULL RETURNING t_world.deal.id, t_world.deal.version, t_world.deal.name),
told AS
(INSERT INTO t_world.sluice_outbox (object_id, record_id, kind, record_version, changed, actor, catalog_version) SELECT CAST('obj_<id>' AS TEXT) AS "'obj_<id>'", changed.id AS id, CAST('deleted' AS TEXT) AS "'deleted'", changed.version AS version, CAST('{}' AS TEXT[]) AS "'{}'", $2::UUID AS anon_1, 2
FROM changed RETURNING t_world.sluice_outbox.seq)
 SELECT t_world.sluice_head.catalog_version, t_world.sluice_head.access_epoch, CASE WHEN (EXISTS (SELECT 1
FROM changed)) THEN CAST('{}' AS TEXT[]) ELSE CAST(ARRAY[CAST('RECORD_NOT_FOUND id' AS TEXT)] AS TEXT[]) END AS problems, (SELECT row_to_json(j2) AS row_to_json_1
FROM (SELECT result.name AS "name"
FROM changed AS result
WHERE true) AS j2) AS part_0
FROM t_world.sluice_head
