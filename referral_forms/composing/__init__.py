"""Composing the pages of a referral document from the answers: strip, sentences, order, gaps."""
