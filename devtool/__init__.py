"""What `./dev` does: set-up, starting, testing, benchmarks. Standard library only; no Django here."""
