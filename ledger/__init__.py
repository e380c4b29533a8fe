"""The transparency log and its receipts (C2SP tlog formats, RFC 6962, RFC 9901)."""
