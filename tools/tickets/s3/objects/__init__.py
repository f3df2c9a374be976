"""The bucket: what its objects are called, and conditional reads and writes of them over boto3."""
