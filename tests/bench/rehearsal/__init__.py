"""Back up, restore and move a large made-up club, and report how it went."""
