"""A partner's export becomes a receipt, accepted rows, models and a published snapshot."""
