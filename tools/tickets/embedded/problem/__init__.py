"""A problem as rows: its tickets, the aliases that lead to it, the reports it shows, what people said of it."""
