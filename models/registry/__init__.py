"""MLflow's registry: finding, registering and promoting model versions."""
