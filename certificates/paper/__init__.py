"""The paper of a certificate: from frozen facts to the bytes of a PDF.

It knows no database. `facts` is what the paper says, `render_pdf` makes the file, `Press` does so in a
child process that can be killed.
"""
