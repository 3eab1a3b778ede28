"""The files of a running set: landmarks, pictures, tables and the report, and what came of it."""
