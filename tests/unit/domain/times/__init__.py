"""Days and times: as typed, in London, and in opening hours."""
