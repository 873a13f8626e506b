"""Drawings on the screen: charts of figures, and the structure."""
