"""Benchmarks beside peers: `./dev bench [NAME …]`. Machines are noisy; only ratios within one run mean anything."""
