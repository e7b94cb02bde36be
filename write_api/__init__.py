"""The only writer: HTTP in, rules, PostgreSQL, an outbox row out."""
