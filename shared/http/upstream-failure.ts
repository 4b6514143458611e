/**
 * Thrown when a provider's API doesn't answer as documented.
 *
 * The code is `TIMEOUT`, `NETWORK`, `TOO_LARGE`, `NOT_JSON`, `UNEXPECTED_ANSWER`, or what was answered (`HTTP_429`), for the log.
 */
export class UpstreamFailure extends Error {
  override readonly name = "UpstreamFailure";
  readonly code: string;

  constructor(code: string, options?: ErrorOptions) {
    super(code, options);
    this.code = code;
  }
}
