"""The record of who looked at whom, why: written before anything is released, and provably whole."""
