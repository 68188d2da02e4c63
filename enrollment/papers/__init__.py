"""Papers of the registry: what they say (`sheets`) and how they are drawn (`form`, in a guarded child)."""
