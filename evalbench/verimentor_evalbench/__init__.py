"""Measures any student on benchmarks, completion and latency."""
