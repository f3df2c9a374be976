"""The stored vectors of a data folder."""

from functools import partial
from pathlib import Path

from tools.tickets.database_file import DATABASE
from tools.tickets.embedded.connection import connect_to_read
from tools.tickets.sql.vectors import VectorRows


class EmbeddedVectors(VectorRows):
    """The VectorLog port of a data folder that an `EmbeddedStore` has opened; the file is opened on first use."""

    def __init__(self, data_dir: Path) -> None:
        super().__init__(partial(connect_to_read, Path(data_dir) / DATABASE))
