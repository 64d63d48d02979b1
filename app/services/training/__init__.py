"""Keep training: private answers, answers sent to a confirmer, completions and standing.

Nobody's answers are scored, counted or compared.
"""
