"""What one could show: functions from a Diagnosed or a Snapshot to plain data, in editor words."""
