import { SignJWT } from "jose";
import type { DemoStack } from "../demo-stack.ts";

/** Rows as the Data API gives them. */
export type Rows = readonly Readonly<Record<string, unknown>>[];

/** Asks the Data API as somebody who has signed in: `path` is a table or view with its query. Throws unless it answers with rows. */
export async function readAs(stack: DemoStack, person: string, path: string): Promise<Rows> {
  const secret = new TextEncoder().encode(stack.jwtSecret);
  const jwt = await new SignJWT({ role: "authenticated" })
    .setProtectedHeader({ alg: "HS256" })
    .setSubject(person)
    .setExpirationTime("5m")
    .sign(secret);
  const response = await fetch(`${stack.apiUrl}/rest/v1/${path}`, {
    headers: { apikey: stack.publishableKey, authorization: `Bearer ${jwt}` },
  });
  const body: unknown = await response.json();
  if (!response.ok || !Array.isArray(body))
    throw new Error(`the Data API answered ${response.status} to ${path}`);
  return body.filter((row): row is Rows[number] => typeof row === "object" && row !== null);
}
