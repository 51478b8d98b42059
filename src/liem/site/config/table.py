"""The one table of settings: what may stand in `liem.toml`, under which environment name, and why.

`config.load` reads it, a test compares `docs/reference/settings.md` with it, and nothing else knows a key.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["text", "path", "int", "bool", "texts", "choice"]
Value = str | int | bool | tuple[str, ...] | None


@dataclass(frozen=True)
class Setting:
    """One key of `liem.toml`. `key` is dotted by section; a path is relative to the folder of the file."""

    key: str
    kind: Kind
    default: Value
    vi: str
    en: str
    choices: tuple[str, ...] = ()
    least: int = 0
    most: int = 0

    @property
    def env(self) -> str:
        """Environment name that overrides the file: `database.url` is `LIEM_DATABASE_URL`."""
        return "LIEM_" + self.key.upper().replace(".", "_")


SETTINGS: tuple[Setting, ...] = (
    Setting(
        "data_dir",
        "path",
        "data",
        "Thư mục giữ cơ sở dữ liệu, tệp gốc và khóa bí mật",
        "Folder that holds the database, the original files and the secret key",
    ),
    Setting(
        "secret_key_file",
        "path",
        None,
        "Tệp khóa bí mật; bỏ trống thì dùng secret.key trong data_dir, tự tạo ở lần chạy đầu",
        "File of the secret key; if absent, secret.key in data_dir, made on first start",
    ),
    Setting(
        "public_url",
        "text",
        "http://127.0.0.1:8000",
        "Địa chỉ người dùng gõ vào trình duyệt; ngoài máy này phải là https",
        "Address people type; must be https unless it is this machine",
    ),
    Setting(
        "allowed_hosts",
        "texts",
        None,
        "Tên máy chủ được chấp nhận; bỏ trống thì lấy từ public_url",
        "Host names accepted; if absent, taken from public_url",
    ),
    Setting(
        "trusted_proxies",
        "texts",
        (),
        "Địa chỉ IP của máy chủ trung gian (nginx, Caddy) được tin khi báo địa chỉ người dùng và https",
        "IP addresses of the reverse proxies believed about the visitor's address and https",
    ),
    Setting("language", "choice", "vi", "Ngôn ngữ mặc định", "Default language", choices=("vi", "en")),
    Setting(
        "office",
        "text",
        "",
        "Mã đơn vị của cơ quan chạy bản cài này",
        "Unit code of the office that runs this installation",
    ),
    Setting(
        "debug",
        "bool",
        default=False,
        vi="Trang lỗi chi tiết cho người phát triển; bị từ chối ngoài máy này",
        en="Detailed error pages for developers; refused outside this machine",
    ),
    Setting(
        "database.url",
        "text",
        None,
        "sqlite:///đường/dẫn hoặc postgresql://người@máy/tên; bỏ trống thì liem.sqlite3 trong data_dir",
        "sqlite:///path or postgresql://user@host/name; if absent, liem.sqlite3 in data_dir",
    ),
    Setting(
        "storage.kind",
        "choice",
        "file",
        "Nơi giữ tệp gốc: file (trên đĩa) hoặc s3 (kho đối tượng)",
        "Where original files are kept: file (on disk) or s3 (object storage)",
        choices=("file", "s3"),
    ),
    Setting("storage.bucket", "text", None, "Tên thùng chứa S3", "Name of the S3 bucket"),
    Setting("storage.endpoint", "text", None, "Địa chỉ dịch vụ S3", "Address of the S3 service"),
    Setting("storage.region", "text", None, "Vùng S3", "S3 region"),
    Setting(
        "storage.credentials_file",
        "path",
        None,
        "Tệp hai dòng: khóa truy cập, khóa bí mật của S3",
        "File of two lines: access key, secret key of S3",
    ),
    Setting(
        "email.host",
        "text",
        None,
        "Máy chủ gửi thư; bỏ trống thì thư được ghi vào data_dir/mail",
        "Mail server; if absent, mail is written to data_dir/mail",
    ),
    Setting("email.port", "int", 587, "Cổng máy chủ gửi thư", "Port of the mail server", least=1, most=65535),
    Setting("email.user", "text", None, "Tài khoản gửi thư", "Account on the mail server"),
    Setting(
        "email.password_file",
        "path",
        None,
        "Tệp chứa mật khẩu gửi thư",
        "File that holds the mail password",
    ),
    Setting("email.sender", "text", None, "Địa chỉ người gửi", "Sender address"),
    Setting(
        "email.security",
        "choice",
        "starttls",
        "Mã hóa đường gửi thư: starttls hoặc tls",
        "Encryption of the way to the mail server: starttls or tls",
        choices=("starttls", "tls"),
    ),
    Setting(
        "sign_in.mfa_duties",
        "texts",
        ("keep_system", "manage_people", "manage_units"),
        "Chức trách bắt buộc đăng nhập hai lớp",
        "Duties that must sign in with a second factor",
    ),
    Setting(
        "sign_in.idle_minutes",
        "int",
        60,
        "Số phút không thao tác thì phải đăng nhập lại",
        "Minutes without activity after which one signs in again",
        least=5,
        most=1440,
    ),
    Setting(
        "sealed.identity_days",
        "int",
        7,
        "Số ngày một yêu cầu mở danh tính niêm phong còn hiệu lực; hết hạn thì tự kết thúc",
        "Days a request to open a sealed name stays in force; then it ends by itself",
        least=1,
        most=30,
    ),
    Setting(
        "jobs.threads",
        "int",
        1,
        "Số luồng làm việc nền trong `liem serve`",
        "Background threads inside `liem serve`",
        least=0,
        most=16,
    ),
    Setting(
        "uploads.max_mb",
        "int",
        200,
        "Dung lượng lớn nhất của một tệp tải lên, MB",
        "Largest uploaded file, MB",
        least=1,
        most=2000,
    ),
    Setting(
        "reading.tesseract",
        "path",
        None,
        "Đường dẫn tesseract; bỏ trống thì tìm trong PATH",
        "Path of tesseract; if absent, looked up in PATH",
    ),
    Setting(
        "reading.ocr_language",
        "text",
        "vie",
        "Ngôn ngữ nhận dạng chữ của tesseract",
        "Language tesseract reads",
    ),
    Setting(
        "backup.directory",
        "path",
        None,
        "Nơi để bản sao lưu; `liem doctor` nhắc khi bỏ trống",
        "Where backups go; `liem doctor` reminds when absent",
    ),
    Setting(
        "backup.bucket",
        "text",
        None,
        "Kho S3 để bản sao lưu (s3://kho/thư-mục, khóa của mục s3) khi không có backup.directory",
        "S3 store for backups, as s3://bucket/prefix, with the keys of s3; when backup.directory is absent",
    ),
    Setting(
        "ledger.origin",
        "text",
        None,
        "Tên của sổ minh bạch, cố định từ mục đầu tiên; bỏ trống thì lấy tên miền và `/so`",
        "Name of the transparency log, fixed from its first entry; the host and `/so` when absent",
    ),
    Setting(
        "ledger.directory",
        "path",
        None,
        "Nơi để các tệp công khai của sổ; bỏ trống thì là `log` trong thư mục dữ liệu",
        "Where the public files of the log go; `log` in the data folder when absent",
    ),
    Setting(
        "ledger.keyring",
        "path",
        None,
        "Kho khóa hồ sơ; bỏ trống thì là `keys/erasure.sqlite3` trong thư mục dữ liệu. "
        "Sao lưu riêng, giữ tối đa 31 ngày",
        "Keyring of the dossiers; `keys/erasure.sqlite3` in the data folder when absent. Back it up apart, "
        "keep copies 31 days at most",
    ),
    Setting(
        "log.level",
        "choice",
        "info",
        "Mức nhật ký",
        "Log level",
        choices=("debug", "info", "warning", "error"),
    ),
    Setting(
        "log.format",
        "choice",
        "text",
        "Dạng nhật ký: text cho người đọc, json cho máy",
        "Log form: text for people, json for machines",
        choices=("text", "json"),
    ),
)

BY_KEY = {setting.key: setting for setting in SETTINGS}
