/**
 * Thrown when the database answers, and answers no: a wrong key, a missing function, arguments it can't take. Asking again
 * won't help until somebody has changed something.
 *
 * The code is what was answered (an SQLSTATE, `PGRST202`, `HTTP_404`), for the log; never the database's message, which can
 * quote a row.
 */
export class DatabaseRefusal extends Error {
  override readonly name = "DatabaseRefusal";
  readonly code: string;

  constructor(code: string) {
    super(code);
    this.code = code;
  }
}
