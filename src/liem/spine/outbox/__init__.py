"""The outbox: jobs written in the transaction of the action that wants them, done after it, surviving a kill.

A job is leased while it runs; a worker that dies loses its lease and the job is taken again, so every handler
calls one action whose state guard makes a second run harmless. Schedules are jobs keyed by their period.
"""
