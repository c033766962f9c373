"""The pages about mail servers: parse, one call, render."""
