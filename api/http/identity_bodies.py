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
"""Names that the audit log uses for other actors are refused."""

RoleWord = Annotated[str, WithJsonSchema({"type": "string", "enum": [role.word for role in Role]})]


class NewUserBody(Body):
    """A user of your own tenant."""

    username: Annotated[str, StringConstraints(min_length=1, max_length=64)] = Field(json_schema_extra=USER_NAME)
    role: RoleWord = Field("responder", description="viewer, responder, admin or owner; at most your own role.")
    password: Password | None = Field(None, description="8 to 128 characters; if empty, one is generated.")
    must_change_password: StrictBool = Field(False, description="The user must choose a new password first.")
    tenant: Annotated[str, StringConstraints(max_length=64)] = Field(
        "", description="Another tenant; owners only.", json_schema_extra={"pattern": f"^({TENANT_NAME})?$"}
    )


class UserChangesBody(Body):
    """The changes to a user."""

    role: RoleWord | None = None
    disabled: StrictBool | None = None


class PasswordBody(Body):
    """A password for another user."""

    password: Password | None = Field(None, description="If empty, one is generated.")
    must_change_password: StrictBool = Field(True, description="The user must choose a new password first.")


class OwnPasswordBody(Body):
    """A new password for yourself."""

    current_password: Annotated[str, StringConstraints(min_length=1, max_length=4096)]
    new_password: Password


class QuotasBody(Body):
    """The limits per day (UTC); empty means unlimited."""

    reports: MostADay | None = None
    incidents: MostADay | None = Field(None, description="New incidents.")
    model_calls: MostADay | None = Field(None, description="Beyond this, advice comes from the runbooks.")

    @property
    def quotas(self) -> Quotas:
        """The requested quotas."""
        return Quotas(reports=self.reports, incidents=self.incidents, model_calls=self.model_calls)


class TenantBody(Body):
    """A new organisation."""

    name: Annotated[str, StringConstraints(min_length=1, max_length=64)] = Field(
        json_schema_extra={"pattern": f"^{TENANT_NAME}$"}
    )
    quotas: QuotasBody = Field(default_factory=QuotasBody)


class TenantChangesBody(Body):
    """The changes to a tenant."""

    state: Literal["active", "suspended"] | None = None
    quotas: QuotasBody | None = None
