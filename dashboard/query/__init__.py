"""Free SQL on a snapshot, in a process that is thrown away after each answer."""

from dashboard.query.answers import QueryLimits, QueryRefused, QueryResult
from dashboard.query.running import run_query

__all__ = ["QueryLimits", "QueryRefused", "QueryResult", "run_query"]
