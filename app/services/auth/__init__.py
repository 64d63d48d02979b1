"""Sign people in, keep their sessions and slow down guessing."""
