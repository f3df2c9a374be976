"""What clients send about users and tenants."""

from typing import Annotated, Literal

from pydantic import Field, StrictBool, StringConstraints, WithJsonSchema

from api.auth.password_rules import MAX_CHARACTERS, MIN_CHARACTERS
from api.http.fields import NO_BOOL, Body
from tools.nouns.accounts import Role
from tools.nouns.tenants import Quotas

Password = Annotated[
    str, StringConstraints(max_length=MAX_CHARACTERS), Field(json_schema_extra={"minLength": MIN_CHARACTERS})
]
RoleWord = Annotated[str, WithJsonSchema({"type": "string", "enum": [role.word for role in Role]})]


class NewUserBody(Body):
    """A user of one's own tenant."""

    username: Annotated[str, StringConstraints(min_length=1, max_length=64)]
    role: RoleWord = Field("responder", description="viewer, responder, admin or owner; at most one's own.")
    password: Password | None = Field(None, description="8 to 128 characters; empty: one is generated.")
    must_change_password: StrictBool = Field(False, description="The user must choose a new password first.")
    tenant: Annotated[str, StringConstraints(max_length=64)] = Field("", description="Another tenant, for owners.")


class UserChangesBody(Body):
    """What to change of a user."""

    role: RoleWord | None = None
    disabled: StrictBool | None = None


class PasswordBody(Body):
    """A password for somebody else."""

    password: Password | None = Field(None, description="Empty: one is generated.")
    must_change_password: StrictBool = Field(True, description="The user must choose a new password first.")


class OwnPasswordBody(Body):
    """Another password for oneself."""

    current_password: Annotated[str, StringConstraints(min_length=1, max_length=4096)]
    new_password: Password


class QuotasBody(Body):
    """The most per day (UTC); empty: as much as comes."""

    reports: Annotated[int, Field(ge=0), NO_BOOL] | None = None
    incidents: Annotated[int, Field(ge=0, description="New ones."), NO_BOOL] | None = None
    model_calls: (
        Annotated[int, Field(ge=0, description="Beyond it advice comes from the runbooks."), NO_BOOL] | None
    ) = None

    @property
    def quotas(self) -> Quotas:
        """The quotas that are asked for."""
        return Quotas(reports=self.reports, incidents=self.incidents, model_calls=self.model_calls)


class TenantBody(Body):
    """A new organisation."""

    name: Annotated[str, StringConstraints(min_length=1, max_length=64)] = Field(
        json_schema_extra={"pattern": "^[A-Za-z0-9][A-Za-z0-9._-]*$"}
    )
    quotas: QuotasBody = Field(default_factory=QuotasBody)


class TenantChangesBody(Body):
    """What to change of a tenant."""

    state: Literal["active", "suspended"] | None = None
    quotas: QuotasBody | None = None
