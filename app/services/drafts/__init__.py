"""Records being written: save, conflict, discard and recover them, under their author's own key."""
