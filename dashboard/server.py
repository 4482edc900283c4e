"""The one web server process: pages, the landing page, `/api/v1`, health, security headers.

Run it with `python -m dashboard.server --home DIR --port N --address 127.0.0.1`. It listens on
loopback unless told otherwise, and prints its address once it answers.
"""

import argparse
import contextlib
import gc
import os
import socket
import sys
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import streamlit as st
import uvicorn
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from dashboard import api, landing, warm_up
from dashboard.security import SCRIPT_PATH, SecurityHeaders
from dashboard.snapshot import NoSnapshot, current_snapshot
from dashboard.uploads import UploadGate

SCRIPT = Path(__file__).parent / "app.py"
# Of pages and programs together; a connection that never says what it wants costs memory, too.
MOST_CONNECTIONS = 1_000
ACCESSIBLE_FRAME = Path(__file__).parent / "accessible_frame.js"


@contextlib.asynccontextmanager
async def warmed_up(_app: st.App) -> AsyncIterator[None]:
    """Load and draw everything once, then spare it from garbage collection.

    Streamlit collects after every run of a page, 92 ms under the lock of the whole process with
    pandas and Altair loaded; what is frozen here is not looked at again.
    """
    await warm_up.draw_everything_once()
    gc.collect()
    gc.freeze()
    yield


def healthz(_request: Request) -> Response:
    """Whether the server answers, and which snapshot it shows."""
    try:
        shown: str | None = current_snapshot().name
    except NoSnapshot:
        shown = None
    return JSONResponse({"status": "ok", "snapshot": shown})


def accessible_frame(_request: Request) -> Response:
    """The script that mends what Streamlit's own frame lacks."""
    return Response(
        ACCESSIBLE_FRAME.read_bytes(),
        media_type="text/javascript",
        headers={"cache-control": "no-cache"},
    )


def make_app() -> st.App:
    """The ASGI application."""
    return st.App(
        SCRIPT,
        lifespan=warmed_up,
        routes=[
            Route("/healthz", healthz),
            Route("/welcome", landing.welcome),
            Route(SCRIPT_PATH, accessible_frame),
            *api.routes(),
        ],
        middleware=[Middleware(SecurityHeaders), Middleware(UploadGate)],
    )


app = make_app()


class AnnouncingServer(uvicorn.Server):
    """A server that says where it is as soon as it answers, and not before."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, then print the address: `rebond serve` and people wait for that line."""
        await super().startup(sockets=sockets)
        if self.started:
            address = f"http://{self.config.host}:{self.config.port}"
            sys.stdout.write(f"Rebond: {address}\n")
            sys.stdout.flush()


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve until told to stop; returns 1 where the server could not start."""
    asked = _parser().parse_args(arguments)
    if asked.home is not None:
        os.environ["REBOND_HOME"] = str(asked.home.resolve())
    server = AnnouncingServer(
        uvicorn.Config(
            app,
            host=asked.address,
            port=asked.port,
            access_log=False,
            log_level="warning",
            limit_concurrency=MOST_CONNECTIONS,
        )
    )
    server.run()
    return 0 if server.started else 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m dashboard.server", description=__doc__)
    parser.add_argument("--home", type=Path, help="home folder; REBOND_HOME if not given")
    parser.add_argument("--address", default="127.0.0.1", help="loopback unless given")
    parser.add_argument("--port", type=int, default=8501)
    return parser


if __name__ == "__main__":
    raise SystemExit(main())
