"""Forms built from declared fields: an editor by the kind of field, checked on leaving."""
