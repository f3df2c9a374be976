"""Systems, alerts and wiki pages that are in no public set, written in the format of `python -m evals --data`.

`systems.jsonl` has one message template per line: two lines of one template are one problem, of two templates two.
`headers.jsonl` says how each system begins its lines (strftime and slots), `alerts.jsonl` how several monitors word one
alert, `pages.jsonl` which pages answer which queries, `strangers.jsonl` which texts no page answers. `services.jsonl`
has one problem of one service per line, with its texts.
"""
