"""The small model: prompt format, worker process, runtime client, catalog of GGUF files."""
