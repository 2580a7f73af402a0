"""What is swept of files, and what is not: those that no record names, those that one may still get back."""

from datetime import timedelta

from api.process.sweeping import sweep
from records.naming import tell_named
from tenants.files import doomed
from tests.api.filing import PNG, folder, get, given, kept, rows
from tests.world import World


async def swept(world: World, hours: int = 24) -> None:
    engine = world.api.engine
    await sweep(engine.database, engine.catalogs, engine.contents, hours)


async def later(world: World, column: str = "unnamed_since", **passed: int) -> None:
    """As if so much time had passed."""
    seconds = timedelta(**passed).total_seconds()
    await rows(world, f"UPDATE {{}}.sluice_file SET {column} = {column} - interval '{seconds} s' RETURNING 1")


async def cannot_be_given(world: World, file: str) -> None:
    document = (
        'mutation ($id: ID!) { createDeal(input: { name: "A", photo: { id: $id } }) { errors { code } } }'
    )
    found = await world.api.data(world.manager, document, {"id": file})
    assert found == {"createDeal": {"errors": [{"code": "FILE_NOT_FOUND"}]}}


async def test_a_file_that_no_record_names_goes(filing: World) -> None:
    named, deal = await given(filing, filing.manager)
    unnamed = await filing.api.upload(filing.manager, "b.txt", b"b")
    await swept(filing)
    assert await kept(filing) == sorted([named, unnamed])
    await later(filing, hours=25)
    await swept(filing)
    assert await kept(filing) == [named]
    assert [row[0] for row in await rows(filing)] == [named]

    emptied = "mutation ($id: ID!) { updateDeal(id: $id, input: { photo: null }) { errors { code } } }"
    await filing.api.data(filing.manager, emptied, {"id": deal})
    await swept(filing)
    await later(filing, hours=23)
    await swept(filing)
    assert await kept(filing) == [named]
    back = """mutation ($id: ID!, $file: ID!) { updateDeal(id: $id, input: { photo: { id: $file } }) {
        errors { code } } }"""
    found = await filing.api.data(filing.manager, back, {"id": deal, "file": named})
    assert found == {"updateDeal": {"errors": []}}
    await later(filing, hours=25)
    await swept(filing)
    assert await kept(filing) == [named]
    await filing.api.data(filing.manager, emptied, {"id": deal})
    await swept(filing)
    await later(filing, hours=25)
    await swept(filing)
    assert await kept(filing) == await rows(filing) == []
    found = await filing.api.data(filing.manager, back, {"id": deal, "file": named})
    assert found == {"updateDeal": {"errors": [{"code": "FILE_NOT_FOUND"}]}}


async def test_files_of_what_is_removed_stay_as_long_as_it_can_be_restored(filing: World) -> None:
    file, _ = await given(filing, filing.manager)
    api, admin = filing.api, filing.admin
    for change, back in (
        (
            {"removeField": {"object": "deal", "field": "photo"}},
            {"restoreField": {"object": "deal", "field": "photo"}},
        ),
        ({"removeObject": {"object": "deal"}}, {"restoreObject": {"object": "deal"}}),
    ):
        await api.change(admin, change)
        await swept(filing)
        await later(filing, hours=25)
        await swept(filing)
        assert (await get(filing, filing.manager, file)).status_code == 404
        await api.change(admin, back)
        assert (await get(filing, admin, file)).content == PNG
    renamed = {"renameField": {"object": "deal", "field": "photo", "name": "picture"}}
    await api.change(
        admin, renamed, {"renameObject": {"object": "deal", "name": "offer", "plural": "offers"}}
    )
    await swept(filing)
    assert (await get(filing, admin, file)).content == PNG
    await api.change(admin, {"removeField": {"object": "offer", "field": "picture"}})
    await api.change(admin, {"eraseField": {"object": "offer", "field": "picture"}})
    await swept(filing)
    await later(filing, hours=25)
    await swept(filing)
    assert await kept(filing) == await rows(filing) == []


async def test_files_of_deleted_records_go_when_the_days_of_grace_are_over(filing: World) -> None:
    file, deal = await given(filing, filing.manager)
    deleted = "mutation ($id: ID!) { deleteDeal(id: $id) { errors { code } } }"
    await filing.api.data(filing.manager, deleted, {"id": deal})
    await swept(filing)
    await later(filing, hours=25)
    await swept(filing)
    assert (await get(filing, filing.admin, file)).status_code == 404
    assert await kept(filing) == [file]
    await rows(filing, """UPDATE {}.deal SET "deletedAt" = now() - interval '31 days' RETURNING 1""")
    await swept(filing)
    await later(filing, hours=25)
    await swept(filing)
    assert await kept(filing) == await rows(filing) == []


async def test_nothing_is_erased_where_a_publish_came_before_it_was_noted(filing: World) -> None:
    named, _ = await given(filing, filing.manager)
    engine, namespace = filing.api.engine, await filing.namespace()
    catalog = await engine.catalogs.head(namespace)
    await rows(filing, "UPDATE {}.sluice_file SET unnamed_since = now() - interval '25 h' RETURNING 1")
    await filing.api.change(
        filing.admin, {"addField": {"object": "deal", "field": {"name": "x", "type": "text"}}}
    )
    await tell_named(engine.database, catalog, namespace)
    assert await doomed(engine.database, namespace, 24, catalog.version) == ()
    await swept(filing)
    assert await kept(filing) == [named]


async def test_what_a_killed_process_left_goes(filing: World) -> None:
    file = await filing.api.upload(filing.manager, "b.txt", b"b")
    place = folder(filing) / await filing.namespace()
    (place / file).rename(place / f"{file}#1")
    await rows(filing, "UPDATE {}.sluice_file SET sha256 = NULL RETURNING 1")
    await cannot_be_given(filing, file)
    await later(filing, hours=25)
    await swept(filing)
    assert await kept(filing) == await rows(filing) == []


async def test_a_sweep_that_was_stopped_is_finished_by_the_next(filing: World) -> None:
    file = await filing.api.upload(filing.manager, "b.txt", b"b")
    await rows(filing, "UPDATE {}.sluice_file SET erasing = true RETURNING 1")
    await cannot_be_given(filing, file)
    (folder(filing) / await filing.namespace() / file).unlink()
    await swept(filing)
    assert await rows(filing) == []
