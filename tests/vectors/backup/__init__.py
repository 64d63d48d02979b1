"""What older versions backed up."""
