"""The certificate as data that proves itself: an Open Badge, an XML file, a status list, a QR text. No Django."""
