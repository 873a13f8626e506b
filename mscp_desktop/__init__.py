"""The desktop application that runs a Local Safeguarding Children Partnership."""
