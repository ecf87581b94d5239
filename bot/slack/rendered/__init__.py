"""What the outbox sends, feature by feature: from a parcel to a message or a file."""
