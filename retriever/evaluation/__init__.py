"""How good are the answers? Questions with known answers in, one report of the usual metrics out.

`questions.load` reads them, `judging.run` asks them one by one, `report.aggregate` sums up; `comparison.read_baseline`
and `comparison.compare` set it beside an earlier run, and `floors.check` says which floors were missed.
"""
