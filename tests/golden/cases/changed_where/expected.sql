SELECT t_world.sluice_head.catalog_version, t_world.sluice_head.access_epoch, entry.xid, entry.seq, CASE WHEN (entry.object_id = CAST('obj_<id>' AS TEXT) AND (EXISTS (SELECT 1
FROM t_world.deal AS t1
WHERE entry.record_id = t1.id AND t1.score > $1::BIGINT AND starts_with(t1.name, $2::VARCHAR))) AND (entry.kind != CAST('updated' AS TEXT) OR (entry.changed && CAST(ARRAY[CAST('fld_<id>' AS TEXT), CAST('fld_<id>' AS TEXT), CAST('fld_<id>' AS TEXT), CAST('fld_<id>' AS TEXT), CAST('fld_<id>' AS TEXT), CAST('fld_<id>' AS TEXT), CAST('fld_<id>' AS TEXT), CAST('fld_<id>' AS TEXT), CAST('fld_<id>' AS TEXT), CAST('fld_<id>' AS TEXT), CAST('ownerId' AS TEXT), CAST('stage' AS TEXT), CAST('stageTasks' AS TEXT)] AS TEXT[])))) THEN (SELECT row_to_json(j5) AS row_to_json_1
FROM (SELECT upper(entry.kind) AS "kind", (SELECT row_to_json(j4) AS row_to_json_2
FROM (SELECT t3.name AS "name"
FROM t_world.deal AS t3
WHERE entry.record_id = t3.id AND t3."deletedAt" IS NULL AND t3.score > $3::BIGINT) AS j4) AS "node") AS j5) END AS event
FROM t_world.sluice_head LEFT OUTER JOIN (SELECT t_world.sluice_outbox.xid AS xid, t_world.sluice_outbox.seq AS seq, t_world.sluice_outbox.object_id AS object_id, t_world.sluice_outbox.record_id AS record_id, t_world.sluice_outbox.kind AS kind, t_world.sluice_outbox.record_version AS record_version, t_world.sluice_outbox.changed AS changed, t_world.sluice_outbox.actor AS actor, t_world.sluice_outbox.catalog_version AS catalog_version, t_world.sluice_outbox.at AS at
FROM t_world.sluice_outbox
WHERE (t_world.sluice_outbox.xid, t_world.sluice_outbox.seq) > ($4, $5::BIGINT) AND t_world.sluice_outbox.xid < pg_snapshot_xmin(pg_current_snapshot()) ORDER BY t_world.sluice_outbox.xid, t_world.sluice_outbox.seq
 LIMIT $6::INTEGER) AS entry ON true ORDER BY entry.xid, entry.seq
