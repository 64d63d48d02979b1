"""Rules on the words of pages, packs and our own documents."""
