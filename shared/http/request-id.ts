/**
 * A new random id (UUID version 4, RFC 9562) for one request.
 *
 * Always ours, never the caller's `x-request-id`: what is in the log is not for a caller to choose.
 */
export function newRequestId(): string {
  return crypto.randomUUID();
}
