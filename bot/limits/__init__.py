"""How much is taken of whom: requests of one sender, of one address, and all at once; without a server."""
