"""The evaluation report as people see it: a page, a terminal's table, JSON."""
