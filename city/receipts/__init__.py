"""Receipts that citizens keep: issued in the transaction of what they certify, provable once the log has them."""
