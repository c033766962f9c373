"""A delivery worker: one process, a few threads, each with one task.

    supervisor   (main thread) renews the lease, claims documents, opens and closes connections, keeps holds in step
    carriers     one thread a connection: sends what lies ready in its lane; touches no database
    writer       records results in small groups; at most UNCOMMITTED accepted messages wait for a commit
    listener     wakes the supervisor when somebody queues a document (PostgreSQL)

A document passes through: claimed by the supervisor → `LaneRun.ready` → a carrier → `Recorder` → committed. The
statements are in `documents.queue`, the policy after a failure in `documents.outcomes`.
"""

from .supervisor import Supervisor

__all__ = ["Supervisor"]
