"""What makes a paper provable without this server: keys, the signature in the PDF, and who checks it. No Django."""
