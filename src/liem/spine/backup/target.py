"""Where backups lie: a folder on another disk, or a bucket of an S3-compatible store. Both hold named
bytes.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Protocol

from django.conf import settings
from django.utils.translation import gettext as _

from liem.spine.access import Invalid

if TYPE_CHECKING:
    from collections.abc import Iterator

S3: Final = "s3://"


class Target(Protocol):
    """Named bytes; a name appears with all its bytes or not at all. All calls raise ``OSError``."""

    name: str

    def names(self, prefix: str) -> Iterator[str]:
        """Yield the names that begin with ``prefix``."""

    def read(self, name: str) -> bytes:
        """Give the bytes under a name. Raises ``FileNotFoundError``."""

    def write(self, name: str, data: bytes) -> None:
        """Keep bytes under a name, replacing what was there."""

    def remove(self, name: str) -> None:
        """Forget a name; nothing happens when it is not there."""


class FolderTarget:
    """A folder; every file is on the disk before its name exists."""

    def __init__(self, root: Path) -> None:
        self.root, self.name = root, str(root)

    def names(self, prefix: str) -> Iterator[str]:
        """Yield names below the folder of ``prefix``."""
        start = self.root / prefix.rpartition("/")[0]
        for folder, folders, files in os.walk(start):
            folders.sort()
            for file in sorted(files):
                name = (Path(folder) / file).relative_to(self.root).as_posix()
                if name.startswith(prefix) and not name.endswith(".new"):
                    yield name

    def read(self, name: str) -> bytes:
        """Read a file."""
        return (self.root / name).read_bytes()

    def write(self, name: str, data: bytes) -> None:
        """Write a file by rename."""
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        made = path.with_name(f"{path.name}.{os.getpid()}.new")
        try:
            with os.fdopen(os.open(made, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            made.replace(path)
        except OSError:
            made.unlink(missing_ok=True)
            raise

    def remove(self, name: str) -> None:
        """Unlink a file."""
        (self.root / name).unlink(missing_ok=True)


class S3Target:
    """A prefix in a bucket. ``client`` is boto3's; its errors become ``OSError``."""

    def __init__(self, client: Any, bucket: str, prefix: str) -> None:
        self.client, self.bucket, self.prefix = client, bucket, prefix.strip("/")
        self.name = f"{S3}{bucket}/{self.prefix}"

    def _key(self, name: str) -> str:
        return f"{self.prefix}/{name}" if self.prefix else name

    def _call(self, verb: str, **given: Any) -> Any:
        from botocore.exceptions import BotoCoreError, ClientError

        try:
            return getattr(self.client, verb)(Bucket=self.bucket, **given)
        except ClientError as fault:
            code = fault.response.get("Error", {}).get("Code", "")
            if code in {"NoSuchKey", "404"}:
                raise FileNotFoundError(given.get("Key", "")) from None
            raise OSError(f"{self.name}: {fault}") from fault
        except BotoCoreError as fault:
            raise OSError(f"{self.name}: {fault}") from fault

    def names(self, prefix: str) -> Iterator[str]:
        """Yield names, a thousand a request."""
        token: dict[str, str] = {}
        while True:
            page = self._call("list_objects_v2", Prefix=self._key(prefix), **token)
            for each in page.get("Contents", ()):
                yield each["Key"].removeprefix(f"{self.prefix}/") if self.prefix else each["Key"]
            if not page.get("IsTruncated"):
                return
            token = {"ContinuationToken": page["NextContinuationToken"]}

    def read(self, name: str) -> bytes:
        """Fetch an object."""
        return bytes(self._call("get_object", Key=self._key(name))["Body"].read())

    def write(self, name: str, data: bytes) -> None:
        """Put an object."""
        self._call("put_object", Key=self._key(name), Body=data)

    def remove(self, name: str) -> None:
        """Delete an object."""
        self._call("delete_object", Key=self._key(name))


def open_target(where: str) -> Target:
    """Open ``s3://bucket/prefix`` (with the keys of ``liem.toml``) or a folder. Raises ``Invalid``."""
    if not where:
        raise Invalid(
            _("Chưa khai nơi để bản sao lưu."),
            next_step=_("Đặt backup.directory trong liem.toml, hoặc chạy liem backup --to NƠI."),
        )
    if not where.startswith(S3):
        return FolderTarget(Path(where).expanduser().absolute())
    bucket, _slash, prefix = where.removeprefix(S3).partition("/")
    try:
        import boto3
    except ImportError:
        raise Invalid(_("Kho S3 cần gói thêm: pip install liem[s3].")) from None
    s3 = settings.LIEM.s3
    client = boto3.client(
        "s3",
        endpoint_url=s3.endpoint if s3 else None,
        region_name=s3.region if s3 else None,
        aws_access_key_id=s3.access_key if s3 else None,
        aws_secret_access_key=s3.secret_key if s3 else None,
    )
    return S3Target(client, bucket, prefix)
