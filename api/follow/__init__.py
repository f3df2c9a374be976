"""`report --follow`: turns a growing file or a pipe into reports, each line or stack trace once."""
