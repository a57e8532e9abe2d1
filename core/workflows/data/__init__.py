"""The data: answers for all pictures, checks, audits, versions, imports."""
