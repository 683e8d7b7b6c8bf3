"""HTTP alone: it knows no catalog, and of the database only its errors."""
