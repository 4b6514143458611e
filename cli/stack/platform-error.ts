/**
 * What the platform answers in a function's place: a status, a code in `sb-error-code` and in the body, and a sentence
 * (supabase.com/docs/guides/functions/error-codes; the bodies as hosted projects answered in 2026).
 */
const errors = {
  UNAUTHORIZED_NO_AUTH_HEADER: { status: 401, message: "Missing authorization header" },
  UNAUTHORIZED_INVALID_JWT_FORMAT: { status: 401, message: "Auth header is not 'Bearer {token}'" },
  UNAUTHORIZED_UNSUPPORTED_TOKEN_ALGORITHM: { status: 401, message: "Unsupported JWT algorithm" },
  UNAUTHORIZED_ASYMMETRIC_JWT: { status: 401, message: "Invalid JWT" },
  UNAUTHORIZED_LEGACY_JWT: { status: 401, message: "Invalid JWT" },
  NOT_FOUND: { status: 404, message: "Requested function was not found" },
  METHOD_NOT_ALLOWED: { status: 405, message: "Method not allowed" },
  WORKER_ERROR: { status: 500, message: "Function exited due to an error (please check logs)" },
  BOOT_ERROR: { status: 503, message: "Function failed to start (please check logs)" },
  IDLE_TIMEOUT: { status: 504, message: "Request idle timeout limit (150s) reached" },
  WORKER_RESOURCE_LIMIT: {
    status: 546,
    message: "Function failed due to not having enough compute resources (please check logs)",
  },
} as const satisfies Readonly<Record<string, { readonly status: number; readonly message: string }>>;

/** Every way in which the platform fails a request by itself. */
export type PlatformErrorCode = keyof typeof errors;

/** The platform's answer. */
export function platformError(code: PlatformErrorCode): Response {
  const { status, message } = errors[code];
  return Response.json({ code, message }, { status, headers: { "sb-error-code": code } });
}
