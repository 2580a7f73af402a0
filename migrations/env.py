"""What Alembic runs: the migrations of `platform`, on the connection that `migrations.run` hands over."""

from alembic import context

from migrations.run import compare_platform_only
from tenants.platform import METADATA, PLATFORM

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    version_table_schema=PLATFORM,
    include_schemas=True,
    include_name=compare_platform_only,
)
with context.begin_transaction():
    context.run_migrations()
