"""Vitals: code health for Python, live on every keystroke."""
