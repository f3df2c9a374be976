"""All pages: each router is listed here once, and its place in `places.py`."""

from fastapi import APIRouter

from api.dashboard import incidents, sign_in, static_files

PAGES: tuple[APIRouter, ...] = (
    static_files.router,
    sign_in.router,
    incidents.router,
)
