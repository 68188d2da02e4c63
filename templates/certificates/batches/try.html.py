BBBBBBB BBBBBBBBBBB
BBBB BBBB
BBBBB BBBBB
   gettext(u'What would be printed') 
BBBBBBBB BBBBB
BBBBB BBBBBBBBBBB
  BBB BBBBBBBBBBBBBB BB BBBBBBBBBBBBBBBB
   gettext(u'Certificates') 
  BBB BBBBBBBBBBBBBBBBBBBBB BB BBBBBBBBBBB
   gettext(u'Batches') 
  BBBBBBBBBBB BBBBBBBBBBBB BBBBBBBBBBBBBBBB BBBBBBB BBBBBBBBBBB
BBBBBBBB BBBBBBBBBBB
BBBBB BBBBBBB
   gettext(u'What would be printed') 
   gettext(u'Nothing is issued yet: numbers are given when the papers are made.') 
  XXXX XXXXXXXXXXXXXXXXXX
    BBBBBBBBBBB BBBBB BBBB
    BB BBBBBBBBB
      XXXX XXXXXXXXXXXXXXXX
         ngettext(u'Ask a second person to approve %(printable)s paper?', u'Ask a second person to approve %(printable)s papers?', count) SSS S SSSSSS SSSSSS SS SSSSSSS SSSSSSSSSSSSS SSSSSSPPP P PPPPPP PPPPPP PP PPPPPPP PPPPPPPPPPPPP PPPPPPP
        XXXXX XXXXXXXXXXXXX XXXXXXXXXXXXXXXX
          BBBBBBBBBB
          XXXXXXX XXXXXXXXXXXXX XXXXXXXXXXXXXXX gettext(u'Ask for approval') XXXXXXXXX
        XXXXXXX
      XXXXXX
    BBBBB
  XXXXXX
  XXX XXXXXXXXXXXXXX
    BBB BBB BB BBBBXXXXXXXXXBBBBBB
  XXXXX
  XXX
     ngettext(u'%(printable)s paper can be printed.', u'%(printable)s papers can be printed.', count) SSSSSSSSSSSSS SSSSS SSS SS SSSSSSSSPPPPPPPPPPPPP PPPPPP PPP PP PPPPPPPP
    BB BBBBBB ngettext(u'%(shrunk)s name stands smaller, to fit.', u'%(shrunk)s names stand smaller, to fit.', count) SSSSSSSSSS SSSS SSSSSS SSSSSSSS SS SSSSPPPPPPPPPP PPPPP PPPPP PPPPPPPP PP PPPPBBBBB
    BB BBBBBBBBBBBBBBB ngettext(u'%(without_english)s person has no name in English.', u'%(without_english)s people have no name in English.', count) SSSSSSSSSSSSSSSSSSS SSSSSS SSS SS SSSS SS SSSSSSSSPPPPPPPPPPPPPPPPPPP PPPPPP PPPP PP PPPP PP PPPPPPPPBBBBB
  XXXX
  BB BBBBBBB
    BBBBBB BBBBBB
      XXX ngettext(u'%(refused)s paper cannot be printed as things are; the list says why. It is left out and can be asked for later.', u'%(refused)s papers cannot be printed as things are; the list says why. They are left out and can be asked for later.', count) SSSSSSSSSSS SSSSS SSSSSS SS SSSSSSS SS SSSSSS SSSS SSS SSSS SSSS SSSS SS SS SSSS SSS SSS SSS SS SSSSS SSS SSSSSSPPPPPPPPPPP PPPPPP PPPPPP PP PPPPPPP PP PPPPPP PPPP PPP PPPP PPPP PPPP PPPP PPP PPPP PPP PPP PPP PP PPPPP PPP PPPPPPXXXX
    BBBBBBBBB
  BBBBB
  BB BBBBB
    BBBBBBBBBB BBBBB BBBB BBBBB
      XXXXXXX
        XXXX
          XXX XXXXXXXXXXXX gettext(u'Name') XXXXX
          XXX XXXXXXXXXXXX gettext(u'Name in English') XXXXX
          XXX XXXXXXXXXXXX gettext(u'Paper') XXXXX
          XXX XXXXXXXXXXXX gettext(u'Course') XXXXX
          XXX XXXXXXXXXXXX gettext(u'Remark') XXXXX
        XXXXX
      XXXXXXXX
      XXXXXXX
        BBB BBBB BB BBBBB
          XXXX
            XXX XXXXXXXXXXXXXXXXX
            XXX XXXXXXXXXXXX gettext(u'Name in English') XXFFFFFFFFFFFXXXXX
            XXX XXXXXXXXXXXX gettext(u'Paper') XXXXXXX
            XXX XXXXXXXXXXXX gettext(u'Course') XXXXXXX
            XXX XXXXXXXXXXXX gettext(u'Remark') XX
              BB BBBBBBBBBBBB
                 _("cannot be printed")  
              BBBB BBBBBBBBBBBBBBBBB
                 gettext(u'The name stands smaller, to fit.') 
              BBBB
                X
              BBBBB
            XXXXX
          XXXXX
        BBBBBB
      XXXXXXXX
    BBBBBBBBBBBBB
  BBBB
    BBB BBBBBB BB BBBBBBBB
   _("Nobody waits for a paper here")  _("Confirm the results of the run first; who has a paper already is not in the list.")  _("Course runs") 
  BBBBB
BBBBBBBB BBBBBBB
