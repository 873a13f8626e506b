"""What comes into the vault from outside: starting data that ships with the program, and tables that people keep."""
