"""`incident-responder key add|list|revoke`."""

import time
from typing import Annotated

import typer

from api.console import DEFAULT_TENANT, Tenant, caller_of, console, named, print_rows, with_store

app = typer.Typer(no_args_is_help=True, help="Manage keys for machines.")
Name = Annotated[str, typer.Argument(help="What to call the key.", callback=named)]
KeyId = Annotated[str, typer.Argument(help="key_…")]
Scopes = Annotated[list[str], typer.Option("--scope", help="report, read, respond or admin; may be repeated.")]
Sender = Annotated[str, typer.Option(help="The only sender that may use the key.")]
Service = Annotated[str, typer.Option(help="Set this service on every report.")]
Stage = Annotated[str, typer.Option(help="Set this environment on every report.")]
Secret = Annotated[str, typer.Option(envvar="SIGNING_SECRET", help="The sender's signing secret.", show_envvar=True)]
Signed = Annotated[bool, typer.Option("--require-signature", help="Refuse requests without a signature.")]
Days = Annotated[float | None, typer.Option("--expires-days", help="Days until it expires.", min=0.001)]
Maps = Annotated[list[str] | None, typer.Option("--map", help="FIELD=JMESPATH, for other JSON; may be repeated.")]
Beats = Annotated[bool, typer.Option("--heartbeat", help="Its alerts only prove that the pipeline works.")]
Quiet = Annotated[str, typer.Option("--quiet", help="Seconds until a recovered ticket is resolved, or off.")]


@app.command()
def add(
    name: Name, scope: Scopes, tenant: Tenant = DEFAULT_TENANT, sender: Sender = "", service: Service = "",
    environment: Stage = "", signing_secret: Secret = "", require_signature: Signed = False, mapping: Maps = None,
    heartbeat: Beats = False, quiet: Quiet = "", expires_days: Days = None,
) -> None:  # fmt: skip
    """Make a key; it is shown only once."""
    from api.acts.keys import WantedKey, add_key
    from api.key_lines import mapping_of, quiet_of

    now = time.time()
    wanted = WantedKey(
        name=name, scopes=scope, sender=sender, service=service, environment=environment, signing_secret=signing_secret,
        require_signature=require_signature, mapping=mapping_of(mapping or ()), heartbeat=heartbeat,
        recovery_quiet_seconds=quiet_of(quiet), expires_at=now + expires_days * 86_400 if expires_days else None,
    )  # fmt: skip
    key, secret = with_store(lambda store: add_key(store.keys, store, caller_of(tenant), wanted, now))
    console.print(f"{key.key_id} ({name} of {tenant}), shown only now:\n{secret}", markup=False, soft_wrap=True)


@app.command()
def revoke(key_id: KeyId, tenant: Tenant = DEFAULT_TENANT) -> None:
    """Revoke a key; every process refuses it within seconds."""
    from api.acts.keys import revoke_key

    with_store(lambda store: revoke_key(store.keys, store, caller_of(tenant), key_id))
    console.print(f"{key_id} is revoked.", markup=False)


@app.command("list")
def list_keys(tenant: Tenant = DEFAULT_TENANT) -> None:
    """List the keys of a tenant."""
    from api.key_lines import table_of

    print_rows(table_of(with_store(lambda store: store.keys.keys(tenant)), time.time()))
