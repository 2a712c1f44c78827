"""How good are the answers? Questions with known answers in, one report of the usual metrics out.

`questions.load` reads them, `run.run` asks them one by one, `report.aggregate` sums up, `table.table` and
`report.to_json` show it, and `floors.check` says which floors were missed.
"""
