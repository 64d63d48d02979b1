"""The pages through Flask's client, as a person without JavaScript uses them."""
