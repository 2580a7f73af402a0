WITH guard AS
(SELECT t_world.sluice_head.catalog_version AS catalog_version
FROM t_world.sluice_head
WHERE t_world.sluice_head.catalog_version = <version> AND t_world.sluice_head.access_epoch = $1::INTEGER),
target AS
(SELECT t1.id AS id, t1.version AS version, t1."createdAt" AS "createdAt", t1."createdBy" AS "createdBy", t1."updatedAt" AS "updatedAt", t1."updatedBy" AS "updatedBy", t1."ownerId" AS "ownerId", t1."deletedAt" AS "deletedAt", t1.stage AS stage, t1.name AS name, t1.notes AS notes, t1.amount AS amount, t1.amount__currency AS amount__currency, t1.margin AS margin, t1.score AS score, t1."budgetConfirmed" AS "budgetConfirmed", t1."closeDate" AS "closeDate", t1."signedAt" AS "signedAt", t1.website AS website, t1.source AS source, t1."accountId" AS "accountId"
FROM t_world.deal AS t1
WHERE (EXISTS (SELECT 1
FROM guard)) AND t1.id = $4::UUID AND t1."deletedAt" IS NULL AND t1."ownerId" = $2::UUID AND t1."ownerId" = $2::UUID FOR UPDATE OF t1),
merged AS
(SELECT target.id AS id, target.version AS version, target."createdAt" AS "createdAt", target."createdBy" AS "createdBy", target."updatedAt" AS "updatedAt", target."updatedBy" AS "updatedBy", target."ownerId" AS "ownerId", target."deletedAt" AS "deletedAt", target.stage AS stage, target.name AS name, target.notes AS notes, target.amount AS amount, target.amount__currency AS amount__currency, target.margin AS margin, CAST($3::INTEGER AS INTEGER) AS score, target."budgetConfirmed" AS "budgetConfirmed", target."closeDate" AS "closeDate", target."signedAt" AS "signedAt", target.website AS website, target.source AS source, target."accountId" AS "accountId"
FROM target),
checked AS
(SELECT array_remove(CAST(ARRAY[CASE WHEN NOT coalesce(merged."ownerId" = $2::UUID, false) THEN CAST('ROW_FORBIDDEN input' AS TEXT) END] AS TEXT[]), CAST(NULL AS TEXT)) AS problems
FROM merged),
changed AS
(UPDATE t_world.deal SET version=(merged.version + 1), "updatedAt"=now(), "updatedBy"=$2::UUID, score=merged.score FROM merged WHERE t_world.deal.id = merged.id AND (EXISTS (SELECT 1
FROM checked
WHERE cardinality(checked.problems) = 0)) RETURNING t_world.deal.id, t_world.deal.version, t_world.deal."createdAt", t_world.deal."createdBy", t_world.deal."updatedAt", t_world.deal."updatedBy", t_world.deal."ownerId", t_world.deal."deletedAt", t_world.deal.stage, t_world.deal.name, t_world.deal.notes, t_world.deal.amount, t_world.deal.amount__currency, t_world.deal.margin, t_world.deal.score, t_world.deal."budgetConfirmed", t_world.deal."closeDate", t_world.deal."signedAt", t_world.deal.website, t_world.deal.source, t_world.deal."accountId", t_world.deal.sluice_search),
told AS
(INSERT INTO t_world.sluice_outbox (object_id, record_id, kind, record_version, changed, actor, catalog_version) SELECT CAST('obj_<id>' AS TEXT) AS "'obj_<id>'", changed.id AS id, CAST('updated' AS TEXT) AS "'updated'", changed.version AS version, CAST(ARRAY[CAST('fld_<id>' AS TEXT)] AS TEXT[]) AS anon_1, $2::UUID AS anon_2, 2
FROM changed RETURNING t_world.sluice_outbox.seq)
 SELECT t_world.sluice_head.catalog_version, t_world.sluice_head.access_epoch, coalesce((SELECT checked.problems
FROM checked), CAST(ARRAY[CAST('RECORD_NOT_FOUND id' AS TEXT)] AS TEXT[])) AS problems, (SELECT row_to_json(j4) AS row_to_json_1
FROM (SELECT result.name AS "name"
FROM changed AS result
WHERE result."ownerId" = $2::UUID) AS j4) AS part_0
FROM t_world.sluice_head
