"""The filters of the incident list, as query parameters and in openapi.json."""

from typing import Annotated

from fastapi import Query
from pydantic import AwareDatetime, BeforeValidator

from api.http.api_parameters import one_of
from api.http.chosen_fields import FIELDS_PATTERN
from api.http.fields import written_time
from tools.nouns.incidents import Sort, Status
from tools.nouns.severity import WORD_PATTERN

Words = Annotated[str | None, Query(max_length=200, description="Words of the title, or an id.")]
Recovering = Annotated[bool | None, Query(description="Only those whose alerts have all ended, or only the others")]
Filter = Annotated[str | None, Query(max_length=200)]
StatusWord = Annotated[str | None, Query(max_length=200, json_schema_extra=one_of(Status))]
SeverityFilter = Annotated[str | None, Query(max_length=200, json_schema_extra={"pattern": f"^$|{WORD_PATTERN}"})]
Label = Annotated[
    str | None,
    Query(
        max_length=300,
        description="`name:value` of a label of its first report",
        json_schema_extra={"pattern": "^$|^[^:]*[^:\\s][^:]*:.*\\S.*$"},
    ),
]
Time = Annotated[AwareDatetime, BeforeValidator(written_time)]
Since = Annotated[Time | None, Query(description="Only those reported at this time or later, RFC 3339")]
Until = Annotated[Time | None, Query(description="Only those first reported before this time, RFC 3339")]
Fields = Annotated[
    str | None,
    Query(
        max_length=500,
        description="Return only these fields of each incident, such as `status,title`",
        json_schema_extra={"pattern": f"^$|{FIELDS_PATTERN}"},
    ),
]
Order = Annotated[Sort, Query(description="Incidents that are equal in this order are listed newest first")]
