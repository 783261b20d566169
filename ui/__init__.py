"""The window: what people see and touch. Qt stands only here, and no rule of the field does."""
