"""Who a citizen is: sessions, sign-in, the vault of personal identifiers, and the one gate to personal data."""
