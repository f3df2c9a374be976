"""All pages: each router is listed here once; `navigation.py` has the navigation entries."""

from fastapi import APIRouter

from api.dashboard import (
    acts,
    analytics,
    bulk,
    deliveries,
    incident,
    incidents,
    not_found,
    password,
    runbooks,
    settings,
    shadow,
    sign_in,
    signals,
    single_sign_on,
    static_files,
    tenants,
)

PAGES: tuple[APIRouter, ...] = (
    static_files.router,
    sign_in.router,
    single_sign_on.router,
    password.router,
    incidents.router,
    incident.router,
    acts.router,
    bulk.router,
    runbooks.router,
    signals.router,
    deliveries.router,
    shadow.router,
    settings.router,
    tenants.router,
    analytics.router,
    not_found.router,  # must stay last: it matches every other address
)
