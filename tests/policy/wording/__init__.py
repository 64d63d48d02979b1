"""What pages, packs and our own documents may say."""
