"""Measurements that anyone can rerun; nothing here is asserted in a test."""
