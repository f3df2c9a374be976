"""The end of a tenant: it is deleted with an export, can be restored within seven days, and is then erased."""

import tempfile
from pathlib import Path

from fastapi import APIRouter
from starlette.background import BackgroundTask
from starlette.responses import FileResponse, Response

from api.acts import tenants
from api.deps import Owner, ServicesDep
from api.http.identity_answers import DeletedTenantAnswer, TenantAnswer, tenant_shown
from api.http.responses import json_response

router = APIRouter(prefix="/tenants", tags=["tenants"])


@router.get("/{name}/export", response_class=FileResponse)
async def export_tenant(name: str, principal: Owner, services: ServicesDep) -> Response:
    """Return all data of a tenant, except accounts and keys, as JSON lines that an empty store can import."""
    path = Path(tempfile.mkdtemp(prefix="tenant-export-")) / "tenant.jsonl"

    def clean() -> None:
        path.unlink(missing_ok=True)
        path.parent.rmdir()

    try:
        await tenants.export_tenant(services.toolbox.whole_store, principal.caller, name, path)
    except BaseException:
        clean()
        raise
    return FileResponse(path, media_type="application/jsonl", filename="tenant.jsonl", background=BackgroundTask(clean))


@router.delete("/{name}", response_model=DeletedTenantAnswer)
async def delete_tenant(name: str, principal: Owner, services: ServicesDep) -> Response:
    """Export a tenant into DATA_DIR/exports and lock out all its users. It is erased after seven days."""
    toolbox = services.toolbox
    folder = services.settings.data_dir / "exports"
    gone, path = await tenants.delete_tenant(toolbox.whole_store, principal.caller, name, folder, toolbox.clock())
    services.tenants.forget(name)
    return json_response(tenant_shown(gone) | {"export": path.name})


@router.post("/{name}/restore", response_model=TenantAnswer)
async def restore_tenant(name: str, principal: Owner, services: ServicesDep) -> Response:
    """Restore a deleted tenant within seven days."""
    back = await tenants.restore_tenant(services.toolbox.accounts, principal.caller, name)
    services.tenants.forget(name)
    return json_response(tenant_shown(back))
