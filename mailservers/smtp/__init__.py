"""An SMTP submission client that keeps the whole conversation and can explain a failure. Imports no Django."""
