SELECT t_world.sluice_head.catalog_version, t_world.sluice_head.access_epoch
FROM t_world.sluice_head
