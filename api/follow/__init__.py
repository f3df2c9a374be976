"""`report --follow`: a growing file or a pipe becomes reports, each line or trace once."""
