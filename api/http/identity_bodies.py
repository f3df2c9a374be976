"""Request bodies about users and tenants."""

from typing import Annotated, Literal

from pydantic import Field, StrictBool, StringConstraints, WithJsonSchema

from api.auth.password_rules import MAX_CHARACTERS, MIN_CHARACTERS
from api.http.fields import A_NAME, NO_BOOL, Body
from tools.nouns.accounts import Role
from tools.nouns.json_types import Json
from tools.nouns.tenants import MOST_A_DAY, Quotas

Password = Annotated[
    str,
    StringConstraints(max_length=MAX_CHARACTERS),
    Field(json_schema_extra={"minLength": MIN_CHARACTERS, "pattern": r"^[^\u0000]*$"}),
]
MostADay = Annotated[int, Field(ge=0, le=MOST_A_DAY), NO_BOOL]
TENANT_NAME = "[A-Za-z0-9][A-Za-z0-9._-]*"
USER_NAME: Json = {"pattern": f"^(?!system$|cli:|key:|sso:){A_NAME['pattern'].removeprefix('^')}"}
"""The words of the audit log are nobody's name."""

RoleWord = Annotated[str, WithJsonSchema({"type": "string", "enum": [role.word for role in Role]})]


class NewUserBody(Body):
    """A user of one's own tenant."""

    username: Annotated[str, StringConstraints(min_length=1, max_length=64)] = Field(json_schema_extra=USER_NAME)
    role: RoleWord = Field("responder", description="viewer, responder, admin or owner; at most one's own.")
    password: Password | None = Field(None, description="8 to 128 characters; empty: one is generated.")
    must_change_password: StrictBool = Field(False, description="The user must choose a new password first.")
    tenant: Annotated[str, StringConstraints(max_length=64)] = Field(
        "", description="Another tenant, for owners.", json_schema_extra={"pattern": f"^({TENANT_NAME})?$"}
    )


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

    reports: MostADay | None = None
    incidents: MostADay | None = Field(None, description="New ones.")
    model_calls: MostADay | None = Field(None, description="Beyond it advice comes from the runbooks.")

    @property
    def quotas(self) -> Quotas:
        """The quotas that are asked for."""
        return Quotas(reports=self.reports, incidents=self.incidents, model_calls=self.model_calls)


class TenantBody(Body):
    """A new organisation."""

    name: Annotated[str, StringConstraints(min_length=1, max_length=64)] = Field(
        json_schema_extra={"pattern": f"^{TENANT_NAME}$"}
    )
    quotas: QuotasBody = Field(default_factory=QuotasBody)


class TenantChangesBody(Body):
    """What to change of a tenant."""

    state: Literal["active", "suspended"] | None = None
    quotas: QuotasBody | None = None
