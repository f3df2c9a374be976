"""The S3 ticket store. Importing it imports boto3, so only `tools.toolbox` does, when S3 is chosen."""

from tools.tickets.s3.store import S3Store

__all__ = ["S3Store"]
