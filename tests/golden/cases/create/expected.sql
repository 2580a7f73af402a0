WITH guard AS
(SELECT t_world.sluice_head.catalog_version AS catalog_version
FROM t_world.sluice_head
WHERE t_world.sluice_head.catalog_version = <version> AND t_world.sluice_head.access_epoch = $1::INTEGER),
merged AS
(SELECT uuidv7() AS id, 1 AS version, now() AS "createdAt", $2::UUID AS "createdBy", now() AS "updatedAt", $2::UUID AS "updatedBy", $2::UUID AS "ownerId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "deletedAt", CAST('lead' AS TEXT) AS stage, now() AS "stageEnteredAt", CAST($3::VARCHAR AS TEXT) AS name, CAST($4::VARCHAR AS TEXT) AS notes, CAST($5::NUMERIC(18, 2) AS NUMERIC(18, 2)) AS amount, CAST($6::VARCHAR AS TEXT) AS amount__currency, CAST($7::NUMERIC(10, 4) AS NUMERIC(10, 4)) AS margin, CAST($8::INTEGER AS INTEGER) AS score, CAST($9::DATE AS DATE) AS "closeDate", CAST($10::TIMESTAMP WITH TIME ZONE AS TIMESTAMP WITH TIME ZONE) AS "signedAt", CAST($11::VARCHAR AS TEXT) AS website, CAST($12::VARCHAR AS TEXT) AS source, CAST($13::UUID AS UUID) AS "accountId"
FROM guard),
checked AS
(SELECT array_remove(CAST(ARRAY[CASE WHEN false THEN CAST('ROW_FORBIDDEN input' AS TEXT) END, CASE WHEN (NOT (EXISTS (SELECT 1
FROM t_world.account AS t10
WHERE t10.id = merged."accountId" AND t10."deletedAt" IS NULL))) THEN CAST('RELATION_NOT_FOUND input.accountId' AS TEXT) END] AS TEXT[]), CAST(NULL AS TEXT)) AS problems
FROM merged),
changed AS
(INSERT INTO t_world.deal (id, version, "createdAt", "createdBy", "updatedAt", "updatedBy", "ownerId", "deletedAt", stage, "stageEnteredAt", name, notes, amount, amount__currency, margin, score, "closeDate", "signedAt", website, source, "accountId") SELECT as_merged.id AS id, as_merged.version AS version, as_merged."createdAt" AS "createdAt", as_merged."createdBy" AS "createdBy", as_merged."updatedAt" AS "updatedAt", as_merged."updatedBy" AS "updatedBy", as_merged."ownerId" AS "ownerId", as_merged."deletedAt" AS "deletedAt", as_merged.stage AS stage, as_merged."stageEnteredAt" AS "stageEnteredAt", as_merged.name AS name, as_merged.notes AS notes, as_merged.amount AS amount, as_merged.amount__currency AS amount__currency, as_merged.margin AS margin, as_merged.score AS score, as_merged."closeDate" AS "closeDate", as_merged."signedAt" AS "signedAt", as_merged.website AS website, as_merged.source AS source, as_merged."accountId" AS "accountId"
FROM merged AS as_merged
WHERE EXISTS (SELECT 1
FROM checked
WHERE cardinality(checked.problems) = 0) RETURNING t_world.deal.id, t_world.deal.version, t_world.deal."createdAt", t_world.deal."createdBy", t_world.deal."updatedAt", t_world.deal."updatedBy", t_world.deal."ownerId", t_world.deal."deletedAt", t_world.deal.stage, t_world.deal."stageEnteredAt", t_world.deal.name, t_world.deal.notes, t_world.deal.amount, t_world.deal.amount__currency, t_world.deal.margin, t_world.deal.score, t_world.deal."budgetConfirmed", t_world.deal."closeDate", t_world.deal."signedAt", t_world.deal.website, t_world.deal.source, t_world.deal."accountId", t_world.deal.sluice_search),
moved AS
(INSERT INTO t_world.sluice_stage_history (object_id, record_id, pipeline_id, from_stage, to_stage, occurred_at, actor, catalog_version) SELECT CAST('obj_<id>' AS TEXT) AS "'obj_<id>'", changed.id AS id, CAST('pip_<id>' AS TEXT) AS "'pip_<id>'", CAST(NULL AS TEXT) AS anon_1, changed.stage AS stage, changed."stageEnteredAt" AS "stageEnteredAt", $2::UUID AS anon_2, 2
FROM changed RETURNING t_world.sluice_stage_history.id, t_world.sluice_stage_history.object_id, t_world.sluice_stage_history.record_id, t_world.sluice_stage_history.pipeline_id, t_world.sluice_stage_history.from_stage, t_world.sluice_stage_history.to_stage, t_world.sluice_stage_history.occurred_at, t_world.sluice_stage_history.recorded_at, t_world.sluice_stage_history.actor, t_world.sluice_stage_history.catalog_version, t_world.sluice_stage_history.judged),
told AS
(INSERT INTO t_world.sluice_outbox (object_id, record_id, kind, record_version, changed, actor, catalog_version) SELECT CAST('obj_<id>' AS TEXT) AS "'obj_<id>'", changed.id AS id, CAST('created' AS TEXT) AS "'created'", changed.version AS version, CAST('{}' AS TEXT[]) AS "'{}'", $2::UUID AS anon_2, 2
FROM changed RETURNING t_world.sluice_outbox.seq)
 SELECT t_world.sluice_head.catalog_version, t_world.sluice_head.access_epoch, coalesce((SELECT checked.problems
FROM checked), CAST(ARRAY[CAST('RECORD_NOT_FOUND id' AS TEXT)] AS TEXT[])) AS problems, (SELECT row_to_json(j21) AS row_to_json_1
FROM (SELECT result.id AS "id", result.version AS "version", result.stage AS "stage", result.name AS "name", result.notes AS "notes", CASE WHEN (result.amount IS NOT NULL) THEN json_build_object('amount', CAST(result.amount AS TEXT), 'currency', result.amount__currency) END AS "amount", CAST(result.margin AS TEXT) AS "margin", result.score AS "score", result."closeDate" AS "closeDate", result."signedAt" AS "signedAt", result.website AS "website", result.source AS "source", (SELECT row_to_json(j12) AS row_to_json_2
FROM (SELECT m11.name AS "name"
FROM t_world.sluice_member AS m11
WHERE m11.id = result."createdBy") AS j12) AS "createdBy", (SELECT row_to_json(j18) AS row_to_json_3
FROM (SELECT t13.name AS "name", (SELECT row_to_json(j17) AS row_to_json_4
FROM (SELECT (SELECT count(*) AS count_1
FROM (SELECT t_world.deal.id AS id, t_world.deal.version AS version, t_world.deal."createdAt" AS "createdAt", t_world.deal."createdBy" AS "createdBy", t_world.deal."updatedAt" AS "updatedAt", t_world.deal."updatedBy" AS "updatedBy", t_world.deal."ownerId" AS "ownerId", t_world.deal."deletedAt" AS "deletedAt", t_world.deal.stage AS stage, t_world.deal."stageEnteredAt" AS "stageEnteredAt", t_world.deal.name AS name, t_world.deal.notes AS notes, t_world.deal.amount AS amount, t_world.deal.amount__currency AS amount__currency, t_world.deal.margin AS margin, t_world.deal.score AS score, t_world.deal."budgetConfirmed" AS "budgetConfirmed", t_world.deal."closeDate" AS "closeDate", t_world.deal."signedAt" AS "signedAt", t_world.deal.website AS website, t_world.deal.source AS source, t_world.deal."accountId" AS "accountId", t_world.deal.sluice_search AS sluice_search
FROM t_world.deal
WHERE NOT (EXISTS (SELECT 1
FROM changed
WHERE changed.id = t_world.deal.id)) UNION ALL SELECT changed.id AS id, changed.version AS version, changed."createdAt" AS "createdAt", changed."createdBy" AS "createdBy", changed."updatedAt" AS "updatedAt", changed."updatedBy" AS "updatedBy", changed."ownerId" AS "ownerId", changed."deletedAt" AS "deletedAt", changed.stage AS stage, changed."stageEnteredAt" AS "stageEnteredAt", changed.name AS name, changed.notes AS notes, changed.amount AS amount, changed.amount__currency AS amount__currency, changed.margin AS margin, changed.score AS score, changed."budgetConfirmed" AS "budgetConfirmed", changed."closeDate" AS "closeDate", changed."signedAt" AS "signedAt", changed.website AS website, changed.source AS source, changed."accountId" AS "accountId", changed.sluice_search AS sluice_search
FROM changed) AS t14
WHERE t14."deletedAt" IS NULL AND t14."accountId" = t13.id) AS "totalCount", (SELECT coalesce(json_agg(q16), CAST('[]' AS JSON)) AS coalesce_1
FROM (SELECT t15.name AS "name"
FROM (SELECT t_world.deal.id AS id, t_world.deal.version AS version, t_world.deal."createdAt" AS "createdAt", t_world.deal."createdBy" AS "createdBy", t_world.deal."updatedAt" AS "updatedAt", t_world.deal."updatedBy" AS "updatedBy", t_world.deal."ownerId" AS "ownerId", t_world.deal."deletedAt" AS "deletedAt", t_world.deal.stage AS stage, t_world.deal."stageEnteredAt" AS "stageEnteredAt", t_world.deal.name AS name, t_world.deal.notes AS notes, t_world.deal.amount AS amount, t_world.deal.amount__currency AS amount__currency, t_world.deal.margin AS margin, t_world.deal.score AS score, t_world.deal."budgetConfirmed" AS "budgetConfirmed", t_world.deal."closeDate" AS "closeDate", t_world.deal."signedAt" AS "signedAt", t_world.deal.website AS website, t_world.deal.source AS source, t_world.deal."accountId" AS "accountId", t_world.deal.sluice_search AS sluice_search
FROM t_world.deal
WHERE NOT (EXISTS (SELECT 1
FROM changed
WHERE changed.id = t_world.deal.id)) UNION ALL SELECT changed.id AS id, changed.version AS version, changed."createdAt" AS "createdAt", changed."createdBy" AS "createdBy", changed."updatedAt" AS "updatedAt", changed."updatedBy" AS "updatedBy", changed."ownerId" AS "ownerId", changed."deletedAt" AS "deletedAt", changed.stage AS stage, changed."stageEnteredAt" AS "stageEnteredAt", changed.name AS name, changed.notes AS notes, changed.amount AS amount, changed.amount__currency AS amount__currency, changed.margin AS margin, changed.score AS score, changed."budgetConfirmed" AS "budgetConfirmed", changed."closeDate" AS "closeDate", changed."signedAt" AS "signedAt", changed.website AS website, changed.source AS source, changed."accountId" AS "accountId", changed.sluice_search AS sluice_search
FROM changed) AS t15
WHERE t15."deletedAt" IS NULL AND t15."accountId" = t13.id ORDER BY t15.id ASC
 LIMIT 20) AS q16) AS "nodes") AS j17) AS "deals"
FROM t_world.account AS t13
WHERE t13.id = result."accountId" AND t13."deletedAt" IS NULL) AS j18) AS "account", (SELECT coalesce(json_agg((SELECT row_to_json(j20) AS row_to_json_5
FROM (SELECT h19.from_stage AS "from", h19.to_stage AS "to") AS j20) ORDER BY h19.occurred_at, h19.id), CAST('[]' AS JSON)) AS coalesce_2
FROM (SELECT t_world.sluice_stage_history.id AS id, t_world.sluice_stage_history.object_id AS object_id, t_world.sluice_stage_history.record_id AS record_id, t_world.sluice_stage_history.pipeline_id AS pipeline_id, t_world.sluice_stage_history.from_stage AS from_stage, t_world.sluice_stage_history.to_stage AS to_stage, t_world.sluice_stage_history.occurred_at AS occurred_at, t_world.sluice_stage_history.recorded_at AS recorded_at, t_world.sluice_stage_history.actor AS actor, t_world.sluice_stage_history.catalog_version AS catalog_version, t_world.sluice_stage_history.judged AS judged
FROM t_world.sluice_stage_history UNION ALL SELECT moved.id AS id, moved.object_id AS object_id, moved.record_id AS record_id, moved.pipeline_id AS pipeline_id, moved.from_stage AS from_stage, moved.to_stage AS to_stage, moved.occurred_at AS occurred_at, moved.recorded_at AS recorded_at, moved.actor AS actor, moved.catalog_version AS catalog_version, moved.judged AS judged
FROM moved) AS h19
WHERE h19.record_id = result.id AND h19.object_id = $14::VARCHAR) AS "stageHistory"
FROM changed AS result
WHERE true) AS j21) AS part_0
FROM t_world.sluice_head
