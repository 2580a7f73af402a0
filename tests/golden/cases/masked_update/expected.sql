WITH guard AS
(SELECT t_world.sluice_head.catalog_version AS catalog_version
FROM t_world.sluice_head
WHERE t_world.sluice_head.catalog_version = <version> AND t_world.sluice_head.access_epoch = $1::INTEGER),
changed AS
(UPDATE t_world.contact SET version=(t_world.contact.version + 1), "updatedAt"=now(), "updatedBy"=$2::UUID, phone=CAST($3::VARCHAR AS TEXT) WHERE (EXISTS (SELECT 1
FROM guard)) AND t_world.contact.id = $4::UUID AND t_world.contact."deletedAt" IS NULL RETURNING t_world.contact.id, t_world.contact.version, t_world.contact.email, t_world.contact.phone),
told AS
(INSERT INTO t_world.sluice_outbox (object_id, record_id, kind, record_version, changed, actor, catalog_version) SELECT CAST('obj_<id>' AS TEXT) AS "'obj_<id>'", changed.id AS id, CAST('updated' AS TEXT) AS "'updated'", changed.version AS version, CAST(ARRAY[CAST('fld_<id>' AS TEXT)] AS TEXT[]) AS anon_1, $2::UUID AS anon_2, 3
FROM changed RETURNING t_world.sluice_outbox.seq)
 SELECT t_world.sluice_head.catalog_version, t_world.sluice_head.access_epoch, CASE WHEN (EXISTS (SELECT 1
FROM changed)) THEN CAST('{}' AS TEXT[]) ELSE CAST(ARRAY[CAST('RECORD_NOT_FOUND id' AS TEXT)] AS TEXT[]) END AS problems, (SELECT row_to_json(j3) AS row_to_json_1
FROM (SELECT CASE WHEN (result.phone IS NOT NULL) THEN CASE WHEN (char_length(regexp_replace(result.phone, '^\+86', '')) >= 11) THEN concat(left(regexp_replace(result.phone, '^\+86', ''), 3), '****', right(regexp_replace(result.phone, '^\+86', ''), 4)) ELSE '****' END END AS "phone", CASE WHEN (result.email IS NOT NULL) THEN concat(CASE WHEN (char_length(split_part(result.email, '@', 1)) > 1) THEN left(result.email, 1) ELSE '' END, '***@', split_part(result.email, '@', 2)) END AS "email"
FROM changed AS result
WHERE true) AS j3) AS part_0
FROM t_world.sluice_head
