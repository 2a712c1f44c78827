"""The JSON that goes in and out, exactly as the contract has it."""
