"""Keep files in an object storage that speaks as S3 does (docs/scaling.md)."""

from botocore.config import Config
from botocore.exceptions import ClientError, ConnectionError, HTTPClientError
from storages.backends.s3 import S3Storage

from config import busy_servers

# A page waits meanwhile. Unless told otherwise, each of five tries may take a minute.
PATIENCE = Config(connect_timeout=3, read_timeout=5, retries={"total_max_attempts": 2})
SERVER_ERROR = 500


class ObjectStorage(S3Storage):  # type: ignore[misc]  # it may not be installed
    """Give up soon where the storage does not answer."""

    client_config: Config

    def __init__(self, **options: object) -> None:
        super().__init__(**options)
        self.client_config = self.client_config.merge(PATIENCE)


def storage_away(error: BaseException) -> str:
    """Return its name if the storage was not reached, was silent, or cannot now; else ""."""
    if isinstance(error, ClientError):
        is_away = error.response["ResponseMetadata"]["HTTPStatusCode"] >= SERVER_ERROR
    else:
        is_away = isinstance(error, ConnectionError | HTTPClientError)
    return "the object storage" if is_away else ""


busy_servers.readers.append(storage_away)
