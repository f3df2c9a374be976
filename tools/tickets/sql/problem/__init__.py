"""A problem as rows: its tickets, the aliases that lead to it, the reports it shows, and what people decided."""
