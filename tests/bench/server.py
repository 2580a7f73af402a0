"""The server under measurement: Sluice, and beside it on `/bare` the floor it is held against.

The floor is what one would write by hand for one question alone: an ASGI handler that runs one prepared statement,
written for that question, and returns its JSON text. It knows no GraphQL, no rights and no catalog.
"""

import os

import orjson
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response

from api.app import create_app
from core.database import Database
from core.settings import Settings


async def bare(request: Request) -> Response:
    """Run the SQL of the body with its values; the first column of the row is the answer."""
    asked = orjson.loads(await request.body())
    database: Database = request.app.state.engine.database
    row = await database.fetch_row(asked["sql"], asked["values"], affinity=asked["affinity"])
    return Response(row[0] if row is not None else "null", media_type="application/json")


def app() -> Starlette:
    """Sluice with the floor beside it."""
    made = create_app(Settings.from_environment({}), os.environ["SLUICE_BENCH_URL"])
    made.add_route("/bare", bare, methods=["POST"])
    return made


def serve(port: int) -> None:
    """Serve until the process is ended."""
    uvicorn.run(app(), host="127.0.0.1", port=port, log_level="warning", access_log=False)
