"""The printing kit: documents described in blocks, printed as tagged PDF (PDF/UA-1)."""
