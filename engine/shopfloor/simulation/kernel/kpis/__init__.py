"""The KPIs without a log: what the rows of a replication add up to, chunk by chunk, in compiled code.

Read ``tables`` (what is kept), ``jobs``, ``machines`` and ``people`` (what a row changes, and which view of
``eventlog/views`` says the same in SQL), ``follow`` (the loop), ``figures`` (the KPIs), ``tally`` (the class).
"""
