"""PostgreSQL and Valkey of the project's own, for a machine where nobody has set up servers.

With `DATABASE_URL` and `REDIS_URL` unset, `ensure_servers` finds or starts both under a data folder. They are
shared by every process that uses the folder and stop by themselves when the last of those ends, however it
ends. With the variables set, nothing here runs and the same code uses the servers they name.
"""

from config.embedded.client import ensure_servers, release_servers
from config.embedded.errors import ServersError

__all__ = ["ServersError", "ensure_servers", "release_servers"]
