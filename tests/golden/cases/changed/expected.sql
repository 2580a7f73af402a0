SELECT t_world.sluice_head.catalog_version, t_world.sluice_head.access_epoch, entry.xid, entry.seq, CASE WHEN (entry.object_id = CAST('obj_<id>' AS TEXT) AND true) THEN (SELECT row_to_json(j6) AS row_to_json_1
FROM (SELECT CAST('DealChange' AS TEXT) AS "__typename", upper(entry.kind) AS "kind", entry.record_id AS "id", (SELECT row_to_json(j4) AS row_to_json_2
FROM (SELECT t1.name AS "name", (SELECT row_to_json(j3) AS row_to_json_3
FROM (SELECT t2.name AS "name"
FROM t_world.account AS t2
WHERE t2.id = t1."accountId" AND t2."deletedAt" IS NULL) AS j3) AS "account"
FROM t_world.deal AS t1
WHERE entry.record_id = t1.id AND t1."deletedAt" IS NULL) AS j4) AS "record", (SELECT coalesce(json_agg(n5.name ORDER BY n5.place), CAST('[]' AS JSON)) AS coalesce_1
FROM (VALUES (0, CAST('fld_<id>' AS TEXT), CAST('name' AS TEXT)), (1, CAST('fld_<id>' AS TEXT), CAST('notes' AS TEXT)), (2, CAST('fld_<id>' AS TEXT), CAST('amount' AS TEXT)), (3, CAST('fld_<id>' AS TEXT), CAST('margin' AS TEXT)), (4, CAST('fld_<id>' AS TEXT), CAST('score' AS TEXT)), (5, CAST('fld_<id>' AS TEXT), CAST('budgetConfirmed' AS TEXT)), (6, CAST('fld_<id>' AS TEXT), CAST('closeDate' AS TEXT)), (7, CAST('fld_<id>' AS TEXT), CAST('signedAt' AS TEXT)), (8, CAST('fld_<id>' AS TEXT), CAST('website' AS TEXT)), (9, CAST('fld_<id>' AS TEXT), CAST('source' AS TEXT)), (10, CAST('fld_<id>' AS TEXT), CAST('account' AS TEXT)), (11, CAST('ownerId' AS TEXT), CAST('ownerId' AS TEXT)), (12, CAST('stage' AS TEXT), CAST('stage' AS TEXT)), (13, CAST('stageTasks' AS TEXT), CAST('stageTasks' AS TEXT))) AS n5 (place, stored, name)
WHERE n5.stored = any(entry.changed)) AS "changedFields", entry.at AS "at", replace(encode(convert_to(CAST(json_build_array(CAST('<order>' AS TEXT), CAST(CAST(entry.xid AS TEXT) AS BIGINT), entry.seq) AS TEXT), CAST('UTF8' AS TEXT)), CAST('base64' AS TEXT)), chr(10), CAST('' AS TEXT)) AS "cursor") AS j6) END AS event
FROM t_world.sluice_head LEFT OUTER JOIN (SELECT t_world.sluice_outbox.xid AS xid, t_world.sluice_outbox.seq AS seq, t_world.sluice_outbox.object_id AS object_id, t_world.sluice_outbox.record_id AS record_id, t_world.sluice_outbox.kind AS kind, t_world.sluice_outbox.record_version AS record_version, t_world.sluice_outbox.changed AS changed, t_world.sluice_outbox.actor AS actor, t_world.sluice_outbox.catalog_version AS catalog_version, t_world.sluice_outbox.at AS at
FROM t_world.sluice_outbox
WHERE (t_world.sluice_outbox.xid, t_world.sluice_outbox.seq) > ($1, $2::BIGINT) AND t_world.sluice_outbox.xid < pg_snapshot_xmin(pg_current_snapshot()) ORDER BY t_world.sluice_outbox.xid, t_world.sluice_outbox.seq
 LIMIT $3::INTEGER) AS entry ON true ORDER BY entry.xid, entry.seq
