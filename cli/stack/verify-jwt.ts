import { decodeProtectedHeader, errors, jwtVerify } from "jose";
import type { PlatformErrorCode } from "./platform-error.ts";

/**
 * Why the gateway lets a request not through to a function with `verify_jwt`; null when it does. A local project signs its users'
 * tokens with a shared secret only, so a token of any other kind is nobody's.
 */
export async function refuseJwt(headers: Headers, secret: string): Promise<PlatformErrorCode | null> {
  const authorization = headers.get("authorization");
  if (authorization === null) return "UNAUTHORIZED_NO_AUTH_HEADER";
  const token = /^Bearer (\S+)$/i.exec(authorization)?.[1];
  if (token === undefined) return "UNAUTHORIZED_INVALID_JWT_FORMAT";
  switch (algorithmOf(token)) {
    case null:
      return "UNAUTHORIZED_INVALID_JWT_FORMAT";
    case "HS256":
      return (await isValid(token, secret)) ? null : "UNAUTHORIZED_LEGACY_JWT";
    case "ES256":
    case "RS256":
      return "UNAUTHORIZED_ASYMMETRIC_JWT";
    default:
      return "UNAUTHORIZED_UNSUPPORTED_TOKEN_ALGORITHM";
  }
}

function algorithmOf(token: string): string | null {
  try {
    return decodeProtectedHeader(token).alg ?? null;
  } catch (error) {
    if (error instanceof TypeError) return null;
    throw error;
  }
}

async function isValid(token: string, secret: string): Promise<boolean> {
  try {
    await jwtVerify(token, new TextEncoder().encode(secret), { algorithms: ["HS256"] });
    return true;
  } catch (error) {
    if (error instanceof errors.JOSEError) return false;
    throw error;
  }
}
