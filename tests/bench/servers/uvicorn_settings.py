"""How `sluice serve` runs uvicorn, for the other Python servers of the benchmark."""

import uvicorn
from uvicorn._types import ASGIApplication


def serve(app: ASGIApplication, port: int) -> None:
    """Serve until the process is ended; the settings are those of `api.server.serve`."""
    uvicorn.Server(
        uvicorn.Config(
            app,
            host="127.0.0.1",
            port=port,
            workers=1,
            log_config=None,
            access_log=False,
            server_header=False,
        )
    ).run()
