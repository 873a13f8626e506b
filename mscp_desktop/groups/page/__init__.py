"""What a person sees of groups, their terms of reference and their structure."""
