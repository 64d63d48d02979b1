"""Tables only, one aggregate a file. Sealed columns are bytes and are never opened here."""
