"""What someone is led to whose role needs a second step that is not set up."""
