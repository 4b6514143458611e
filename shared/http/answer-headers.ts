/**
 * What every answer carries: nothing of it may be kept, sniffed, embedded or run, and the request id leads to the log.
 *
 * There is no CORS header: browsers have no business here.
 */
export function answerHeaders(contentType: string, requestId: string): Record<string, string> {
  return {
    "content-type": contentType,
    "cache-control": "no-store",
    "content-security-policy": "default-src 'none'",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-request-id": requestId,
  };
}
