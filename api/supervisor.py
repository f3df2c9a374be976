"""The supervisor of the worker processes: uvicorn's, made to notice at once that a worker has died."""

from uvicorn.supervisors import Multiprocess


class Supervisor(Multiprocess):
    """Replaces workers that die or hang.

    uvicorn asks each worker in turn whether it lives and waits up to `timeout_worker_healthcheck` for the answer. It
    keeps the worker's end of the pipe open in its own process too, so the pipe does not end when the worker does: a
    worker killed between the question and its answer would be replaced, and a SIGTERM noticed, only after that time.
    """

    def init_processes(self) -> None:
        """See uvicorn."""
        super().init_processes()
        self._close_their_ends()

    def keep_subprocess_alive(self) -> None:
        """See uvicorn."""
        super().keep_subprocess_alive()
        self._close_their_ends()

    def restart_all(self) -> None:
        """See uvicorn."""
        super().restart_all()
        self._close_their_ends()

    def _close_their_ends(self) -> None:
        for process in self.processes:
            process.child_conn.close()
