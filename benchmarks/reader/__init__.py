"""The reader's training: reproducible from the folders of questions that its model card names."""
