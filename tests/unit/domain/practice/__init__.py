"""What is compared when a practice is looked back on."""
