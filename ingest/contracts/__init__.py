"""What a partner promises: the contracts of `data_contracts/`, as the code uses them."""
