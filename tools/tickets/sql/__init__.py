"""The ticket store in SQL, for any database that `database.py` describes: group commit, statements, rules' effects."""
