"""A process of writers, for the concurrency test: each transaction is one business row and one log entry.

Every seventh is rolled back after the append. Prints how many it committed.
"""

from __future__ import annotations

import secrets
import sys
from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import Connection, text

from ledger import log
from ledger.database import open_engine, writing
from ledger.receipt import ENTRY_PREFIX

THREADS = 4


def main(url: str, each: int) -> None:
    engine = open_engine(url)

    def work(_: int) -> int:
        return sum(transact(number % 7 == 3) for number in range(each))

    def transact(fails: bool) -> int:
        with writing(engine).connect() as connection, connection.begin() as transaction:
            append(connection)
            if fails:
                transaction.rollback()
        return 0 if fails else 1

    with ThreadPoolExecutor(THREADS) as pool:
        sys.stdout.write(f"{sum(pool.map(work, range(THREADS)))}\n")


def append(connection: Connection) -> None:
    entry = ENTRY_PREFIX + secrets.token_bytes(32)
    connection.execute(text("INSERT INTO business (entry) VALUES (:entry)"), {"entry": entry})
    log.append(connection, entry)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
