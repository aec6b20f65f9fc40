"""Count limits in Redis (docs/scaling.md)."""

from collections.abc import Mapping

from django.core.cache.backends.redis import RedisCache
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import TimeoutError as RedisTimeoutError
from redis.retry import Retry

from config import busy_servers

# A page waits meanwhile. Unless told otherwise, each of eleven tries may take five seconds.
PATIENCE = {
    "socket_connect_timeout": 3,
    "socket_timeout": 3,
    "retry": Retry(NoBackoff(), 1),
}


class LimitsRedisCache(RedisCache):
    """Give up soon where Redis does not answer."""

    def __init__(self, server: str, params: Mapping[str, object]) -> None:
        super().__init__(server, {**params, "OPTIONS": PATIENCE})


def redis_away(error: BaseException) -> str:
    """Return "Redis" if it could not be reached, or was silent; else ""."""
    return "Redis" if isinstance(error, RedisConnectionError | RedisTimeoutError) else ""


busy_servers.readers.append(redis_away)
