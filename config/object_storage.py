"""Keep files in an object storage that speaks as S3 does (docs/scaling.md)."""

from botocore.config import Config
from storages.backends.s3 import S3Storage

# A page waits meanwhile. Unless told otherwise, each of five tries may take a minute.
PATIENCE = Config(connect_timeout=3, read_timeout=5, retries={"total_max_attempts": 2})


class ObjectStorage(S3Storage):  # type: ignore[misc]  # it may not be installed
    """Give up soon where the storage does not answer."""

    client_config: Config

    def __init__(self, **options: object) -> None:
        super().__init__(**options)
        self.client_config = self.client_config.merge(PATIENCE)
