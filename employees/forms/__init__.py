"""Every rule for what a person typed about themselves or about somebody else."""
