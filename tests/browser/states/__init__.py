"""Every route in every state: `states_*.py` bring it about, `test_route_states.py` judges it."""
