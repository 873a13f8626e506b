"""Compiled from the Qt Designer files in forms/; a test keeps them current."""
