/**
 * Thrown when the database can't answer now. What was asked of it may or may not have happened: ask again.
 *
 * The code is `TIMEOUT`, `NETWORK`, or what was answered (`PGRST001`, `HTTP_503`), for the log. A caller is only told to
 * come back.
 */
export class DatabaseUnavailable extends Error {
  override readonly name = "DatabaseUnavailable";
  readonly code: string;

  constructor(code: string, options?: ErrorOptions) {
    super(code, options);
    this.code = code;
  }
}
