"""How the code of a form is told from any other code on the paper."""

CODE_MARK = "CONSENT:"  # before it in the QR: the receipt below it, or an identity card, carries others
CODE_LETTERS = 26
