"""The pages: plain HTML, readable without script, styled by one sheet, with nothing from elsewhere."""
