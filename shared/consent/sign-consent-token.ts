import { Buffer } from "node:buffer";
import { hmac } from "../verification/hmac.ts";
import { type ConsentToken, signedPart } from "./consent-token.ts";

/** The token as it stands in a link: what it says, and the HMAC of that. */
export function signConsentToken(token: ConsentToken, key: string): string {
  const part = signedPart(token);
  return `${part[1]}.${Buffer.from(hmac("sha256", key)(part)).toString("base64url")}`;
}
