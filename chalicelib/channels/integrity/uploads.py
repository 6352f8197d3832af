"""Where a browser posts files of the house to: pages say it in their policy."""

from chalicelib.integrity_settings import integrity_settings


def files_address() -> str:
    """The address of the house's bucket, as FileStore gives it to browsers."""
    told = integrity_settings()
    return told.integrity_files_url or f"https://{told.integrity_bucket}.s3.amazonaws.com"
