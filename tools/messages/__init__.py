"""A notice becomes the message that every destination shows: what happened, why, what to do. Pure."""
