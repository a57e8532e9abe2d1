"""What users do: each workflow combines other packages of core for pages, CLI and jobs."""
