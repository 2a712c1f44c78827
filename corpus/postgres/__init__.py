"""A library in a PostgreSQL database, which several servers share. Imported only where one is opened."""
