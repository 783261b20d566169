"""Alembic's entry: runs the migrations on the connection that it is handed."""

from alembic import context

connection = context.config.attributes["connection"]
# One transaction around all steps is held by the caller.
context.configure(connection=connection, target_metadata=None, render_as_batch=True)
context.run_migrations()
