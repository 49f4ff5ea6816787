//! What events change and ask for.
