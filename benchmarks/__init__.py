"""What Vitals promises in figures, measured beside its peers in the same run.

`python -m benchmarks` runs them all; none of it is installed with the server.
"""
