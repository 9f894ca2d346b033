"""A ledger of what was reported, who said it, by when it was to happen, and whether it did.

The floors, highest first. An arrow (an import) points only down; it may skip floors; rooms on one
line never import each other:

    doors                               app, wsgi, scheduler, cli
    api  dashboard  feeds               rooms people and programs come into
    rounds  imports                     what runs by itself · files in and out
    letters                             every letter, rendered and put into the outbox
    changes                             the one way to write
    access                              who may, and what was tried
    intake  formats                     text in → domain values · rows → JSON, CSV, iCalendar, Atom
    read_models                         what people look at
    ledger                              what happened
    wiring                              the chosen tools
    mail                                outbox, smtp, mailbox
    database  links  settings           plain tools
    domain                              what is true: plain Python, standard library only

The libraries that have a place, and the only rooms that import them:

    flask  werkzeug                     doors, api, dashboard, feeds, access.guards
    sqlalchemy                          database, wiring, ledger, read_models, access, mail, rounds,
                                        letters, imports, changes, migrations
    alembic                             database, migrations
    psycopg  pysqlite3  sqlite3         database, ledger
    marshmallow  rensa                  intake
    apispec                             api
    smtplib                             mail.smtp
    apscheduler                         doors.scheduler
    granian  click  rich                doors
    seeds                               doors, seeds

tests/test_map.py reads both lists and fails on an arrow or a library that is out of place. A room
that needs another room means that a shared thing has no name yet: name it one floor down.
"""
