"""What outlives a process: results by the digest of their recipe, in one file per user.

Knows neither what the bytes mean nor who wants them; trusts nothing that it reads back.
"""
