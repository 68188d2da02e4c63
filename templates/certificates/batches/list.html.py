BBBBBBB BBBBBBBBBBB
BBBB BBBB
BBBBB BBBBB
   gettext(u'Batches of certificates') 
BBBBBBBB BBBBB
BBBBB BBBBBBBBBBB
  BBB BBBBBBBBBBBBBB BB BBBBBBBBBBBBBBBB
   gettext(u'Certificates') 
  BBBBBBBBBBB BBBBBBBBBBBB BBBBBBBBBBBBBBBB
BBBBBBBB BBBBBBBBBBB
BBBBB BBBBBBB
   gettext(u'Batches of certificates') 
   gettext(u'One person sees what would be printed, another approves it, then it is issued.') 
  BBBBBBBBBBB BBBBB BBBB
  BB BBBB
    XXXXXXXXX
      XXXX gettext(u'Who waits for a paper') XXXXX
      XXXXX XXXXXXXXXXXX XXXXXXXXBBB BBBBBBBBBBBBBBBBBBXX
        XXX XXXXXXXXXXXXXX
          BBB BBB BB BBBB
            XXXX
              XXXXXXX
                XXXXXX XXXXXXXXXXXXXXX XXXXXXXXXX XXXXXXXXX
                 X  ngettext(u'%(waiting)s person', u'%(waiting)s people', count) SSSSSSSSSSS SSSSSSPPPPPPPPPPP PPPPPP
              XXXXXXXX
            XXXXX
          BBBBBB
        XXXXX
        XXXX XXXXXXXXXXXXXXXX
          XXXXXXX XXXXXXXXXXXXX XXXXXXXXXXXXXXX gettext(u'See what would be printed') XXXXXXXXX
        XXXXXX
      XXXXXXX
    XXXXXXXXXX
  BBBBB
  BBBBBBBBBB BBBBBBBBBBB BBBBBBBBBB
  XXXX XXXXXXXXXXXXX
    BB BBBBBBBBB
      BBBBBBBBBB BBBBB BBBB BBBBB
        XXXXXXX
          XXXX
            XXX XXXXXXXXXXXX gettext(u'Runs') XXXXX
            XXX XXXXXXXXXXXX gettext(u'People') XXXXX
            XXX XXXXXXXXXXXX gettext(u'State') XXXXX
            XXX XXXXXXXXXXXX gettext(u'Asked for on') XXXXX
            XXX XXXXXXXXXXXX gettext(u'Asked for by') XXXXX
          XXXXX
        XXXXXXXX
        XXXXXXX
          BBB BBB BB BBBB
            XXXX
              XXX XXXXXXXXXXXXXX XXXXXXBBB BBBBBBBBBBBBBBBBBBB BBBBBBXXXXXXXXXXX
              XXX XXXXXXXXXXXX gettext(u'People') XXXXXXX
              XXX XXXXXXXXXXXX gettext(u'State') XXBBBBBBBBBB BBBBBBBBB BBBBBBBBBBBBBBBBBBBBBXXXXX
              XXX XXXXXXXXXXXX gettext(u'Asked for on') XXFFFFFFFFFFFFFFFFFXXXXX
              XXX XXXXXXXXXXXX gettext(u'Asked for by') XXXXXXX
            XXXXX
          BBBBBB
        XXXXXXXX
      BBBBBBBBBBBBB
      BBBBBBBBBB BBBB
      XXXXX XXXXXXBBBBBBBBBBB BBBBBBBBBBBBB BBBBBBBBBBBXX gettext(u'Download this list (Excel)') XXXXXXXX
    BBBB
      BBB BBBBBB BB BBBBBBBB
     _("No batch here")  _("Once results of a run are confirmed, its certificates can be asked for.")  _("Course runs") 
    BBBBB
  XXXXXX
BBBBBBBB BBBBBBB
