WITH guard AS
(SELECT t_world.sluice_head.catalog_version AS catalog_version
FROM t_world.sluice_head
WHERE t_world.sluice_head.catalog_version = <version> AND t_world.sluice_head.access_epoch = $1::INTEGER),
changed AS
(UPDATE t_world.deal SET version=(t_world.deal.version + 1), "updatedAt"=now(), "updatedBy"=$2::UUID, amount=CAST($3::NUMERIC(18, 2) AS NUMERIC(18, 2)), amount__currency=CAST($4::VARCHAR AS TEXT) WHERE (EXISTS (SELECT 1
FROM guard)) AND t_world.deal.id = $5::UUID AND t_world.deal."deletedAt" IS NULL RETURNING t_world.deal.id, t_world.deal.version, t_world.deal."createdAt", t_world.deal."createdBy", t_world.deal."updatedAt", t_world.deal."updatedBy", t_world.deal."ownerId", t_world.deal."deletedAt", t_world.deal.stage, t_world.deal."stageEnteredAt", t_world.deal.name, t_world.deal.notes, t_world.deal.amount, t_world.deal.amount__currency, t_world.deal.margin, t_world.deal.score, t_world.deal."budgetConfirmed", t_world.deal."closeDate", t_world.deal."signedAt", t_world.deal.website, t_world.deal.source, t_world.deal."accountId", t_world.deal.sluice_search),
told AS
(INSERT INTO t_world.sluice_outbox (object_id, record_id, kind, record_version, changed, actor, catalog_version) SELECT CAST('obj_<id>' AS TEXT) AS "'obj_<id>'", changed.id AS id, CAST('updated' AS TEXT) AS "'updated'", changed.version AS version, CAST(ARRAY[CAST('fld_<id>' AS TEXT)] AS TEXT[]) AS anon_1, $2::UUID AS anon_2, 3
FROM changed RETURNING t_world.sluice_outbox.seq)
 SELECT t_world.sluice_head.catalog_version, t_world.sluice_head.access_epoch, CASE WHEN (EXISTS (SELECT 1
FROM changed)) THEN CAST('{}' AS TEXT[]) ELSE CAST(ARRAY[CAST('RECORD_NOT_FOUND id' AS TEXT)] AS TEXT[]) END AS problems, (SELECT row_to_json(j11) AS row_to_json_1
FROM (SELECT CAST(nullif(nullif(least(greatest(round(result.amount / CAST(nullif((SELECT (SELECT CASE WHEN (min(t4.amount__currency) = max(t4.amount__currency)) THEN nullif(nullif(least(greatest(round(sum(t4.amount), 2), -1e38), 1e38), -1e38), 1e38) END AS "openAmount"
FROM (SELECT t_world.deal.id AS id, t_world.deal.version AS version, t_world.deal."createdAt" AS "createdAt", t_world.deal."createdBy" AS "createdBy", t_world.deal."updatedAt" AS "updatedAt", t_world.deal."updatedBy" AS "updatedBy", t_world.deal."ownerId" AS "ownerId", t_world.deal."deletedAt" AS "deletedAt", t_world.deal.stage AS stage, t_world.deal."stageEnteredAt" AS "stageEnteredAt", t_world.deal.name AS name, t_world.deal.notes AS notes, t_world.deal.amount AS amount, t_world.deal.amount__currency AS amount__currency, t_world.deal.margin AS margin, t_world.deal.score AS score, t_world.deal."budgetConfirmed" AS "budgetConfirmed", t_world.deal."closeDate" AS "closeDate", t_world.deal."signedAt" AS "signedAt", t_world.deal.website AS website, t_world.deal.source AS source, t_world.deal."accountId" AS "accountId", t_world.deal.sluice_search AS sluice_search
FROM t_world.deal
WHERE NOT (EXISTS (SELECT 1
FROM changed
WHERE changed.id = t_world.deal.id)) UNION ALL SELECT changed.id AS id, changed.version AS version, changed."createdAt" AS "createdAt", changed."createdBy" AS "createdBy", changed."updatedAt" AS "updatedAt", changed."updatedBy" AS "updatedBy", changed."ownerId" AS "ownerId", changed."deletedAt" AS "deletedAt", changed.stage AS stage, changed."stageEnteredAt" AS "stageEnteredAt", changed.name AS name, changed.notes AS notes, changed.amount AS amount, changed.amount__currency AS amount__currency, changed.margin AS margin, changed.score AS score, changed."budgetConfirmed" AS "budgetConfirmed", changed."closeDate" AS "closeDate", changed."signedAt" AS "signedAt", changed.website AS website, changed.source AS source, changed."accountId" AS "accountId", changed.sluice_search AS sluice_search
FROM changed) AS t4
WHERE t4."accountId" = t3.id AND t4."deletedAt" IS NULL AND NOT coalesce(t4.stage = $6::VARCHAR, false)) AS anon_3
FROM t_world.account AS t3
WHERE t3.id = result."accountId" AND t3."deletedAt" IS NULL), $7::INTEGER) AS NUMERIC), 3), -1e38), 1e38), -1e38), 1e38) AS TEXT) AS "share", (SELECT row_to_json(j10) AS row_to_json_2
FROM (SELECT (SELECT row_to_json(j9) AS row_to_json_3
FROM (SELECT CAST((SELECT CASE WHEN (u7."openAmount" IS NOT NULL) THEN json_build_object('amount', CAST(u7."openAmount" AS TEXT), 'currency', u7."openAmount__currency") END AS anon_4
FROM (SELECT CASE WHEN (min(t6.amount__currency) = max(t6.amount__currency)) THEN nullif(nullif(least(greatest(round(sum(t6.amount), 2), -1e38), 1e38), -1e38), 1e38) END AS "openAmount", CASE WHEN (min(t6.amount__currency) = max(t6.amount__currency)) THEN min(t6.amount__currency) END AS "openAmount__currency"
FROM (SELECT t_world.deal.id AS id, t_world.deal.version AS version, t_world.deal."createdAt" AS "createdAt", t_world.deal."createdBy" AS "createdBy", t_world.deal."updatedAt" AS "updatedAt", t_world.deal."updatedBy" AS "updatedBy", t_world.deal."ownerId" AS "ownerId", t_world.deal."deletedAt" AS "deletedAt", t_world.deal.stage AS stage, t_world.deal."stageEnteredAt" AS "stageEnteredAt", t_world.deal.name AS name, t_world.deal.notes AS notes, t_world.deal.amount AS amount, t_world.deal.amount__currency AS amount__currency, t_world.deal.margin AS margin, t_world.deal.score AS score, t_world.deal."budgetConfirmed" AS "budgetConfirmed", t_world.deal."closeDate" AS "closeDate", t_world.deal."signedAt" AS "signedAt", t_world.deal.website AS website, t_world.deal.source AS source, t_world.deal."accountId" AS "accountId", t_world.deal.sluice_search AS sluice_search
FROM t_world.deal
WHERE NOT (EXISTS (SELECT 1
FROM changed
WHERE changed.id = t_world.deal.id)) UNION ALL SELECT changed.id AS id, changed.version AS version, changed."createdAt" AS "createdAt", changed."createdBy" AS "createdBy", changed."updatedAt" AS "updatedAt", changed."updatedBy" AS "updatedBy", changed."ownerId" AS "ownerId", changed."deletedAt" AS "deletedAt", changed.stage AS stage, changed."stageEnteredAt" AS "stageEnteredAt", changed.name AS name, changed.notes AS notes, changed.amount AS amount, changed.amount__currency AS amount__currency, changed.margin AS margin, changed.score AS score, changed."budgetConfirmed" AS "budgetConfirmed", changed."closeDate" AS "closeDate", changed."signedAt" AS "signedAt", changed.website AS website, changed.source AS source, changed."accountId" AS "accountId", changed.sluice_search AS sluice_search
FROM changed) AS t6
WHERE t6."accountId" = t5.id AND t6."deletedAt" IS NULL AND NOT coalesce(t6.stage = $8::VARCHAR, false)) AS u7) AS JSON) -> CAST('amount' AS TEXT) AS "amount"
WHERE (SELECT CASE WHEN (min(t8.amount__currency) = max(t8.amount__currency)) THEN nullif(nullif(least(greatest(round(sum(t8.amount), 2), -1e38), 1e38), -1e38), 1e38) END AS "openAmount"
FROM (SELECT t_world.deal.id AS id, t_world.deal.version AS version, t_world.deal."createdAt" AS "createdAt", t_world.deal."createdBy" AS "createdBy", t_world.deal."updatedAt" AS "updatedAt", t_world.deal."updatedBy" AS "updatedBy", t_world.deal."ownerId" AS "ownerId", t_world.deal."deletedAt" AS "deletedAt", t_world.deal.stage AS stage, t_world.deal."stageEnteredAt" AS "stageEnteredAt", t_world.deal.name AS name, t_world.deal.notes AS notes, t_world.deal.amount AS amount, t_world.deal.amount__currency AS amount__currency, t_world.deal.margin AS margin, t_world.deal.score AS score, t_world.deal."budgetConfirmed" AS "budgetConfirmed", t_world.deal."closeDate" AS "closeDate", t_world.deal."signedAt" AS "signedAt", t_world.deal.website AS website, t_world.deal.source AS source, t_world.deal."accountId" AS "accountId", t_world.deal.sluice_search AS sluice_search
FROM t_world.deal
WHERE NOT (EXISTS (SELECT 1
FROM changed
WHERE changed.id = t_world.deal.id)) UNION ALL SELECT changed.id AS id, changed.version AS version, changed."createdAt" AS "createdAt", changed."createdBy" AS "createdBy", changed."updatedAt" AS "updatedAt", changed."updatedBy" AS "updatedBy", changed."ownerId" AS "ownerId", changed."deletedAt" AS "deletedAt", changed.stage AS stage, changed."stageEnteredAt" AS "stageEnteredAt", changed.name AS name, changed.notes AS notes, changed.amount AS amount, changed.amount__currency AS amount__currency, changed.margin AS margin, changed.score AS score, changed."budgetConfirmed" AS "budgetConfirmed", changed."closeDate" AS "closeDate", changed."signedAt" AS "signedAt", changed.website AS website, changed.source AS source, changed."accountId" AS "accountId", changed.sluice_search AS sluice_search
FROM changed) AS t8
WHERE t8."accountId" = t5.id AND t8."deletedAt" IS NULL AND NOT coalesce(t8.stage = $9::VARCHAR, false)) IS NOT NULL) AS j9) AS "openAmount"
FROM t_world.account AS t5
WHERE t5.id = result."accountId" AND t5."deletedAt" IS NULL) AS j10) AS "account"
FROM changed AS result
WHERE true) AS j11) AS part_0
FROM t_world.sluice_head
