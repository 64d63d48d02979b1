"""The guided record: typed, kept, shown and mended."""
