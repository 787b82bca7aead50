"""Fictitious sample cards with truth, and the seeded program that draws and photographs them."""
