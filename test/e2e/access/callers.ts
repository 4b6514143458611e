import { SignJWT } from "jose";
import { z } from "zod/v3";
import { developmentSettings } from "../../support/development-settings.ts";

/** What the Data API answered: the SQLSTATE with which it refused, or as it is and as rows. */
export type Answer = {
  readonly code: string | null;
  readonly answer: unknown;
  readonly rows: readonly Readonly<Record<string, unknown>>[];
};

/** Asks the Data API as one caller. */
export type Ask = (method: string, path: string, body?: object) => Promise<Answer>;

const problem = z.object({ code: z.string() });
const rows = z.array(z.record(z.unknown()));

/** Somebody with a key of the project, who has signed in or not. */
export function caller(apiUrl: string, key: string, token?: string): Ask {
  return async function ask(method, path, body) {
    const response = await fetch(`${apiUrl}/rest/v1/${path}`, {
      method,
      headers: {
        apikey: key,
        "content-type": "application/json",
        prefer: "return=representation",
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
      },
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const answer: unknown = text === "" ? [] : JSON.parse(text);
    if (!response.ok) return { code: problem.parse(answer).code, answer, rows: [] };
    return { code: null, answer, rows: rows.safeParse(answer).data ?? [] };
  };
}

/** Somebody who has signed in, as the person of that id in `auth.users`. */
export async function person(apiUrl: string, id: string): Promise<Ask> {
  const { SUPABASE_JWT_SECRET: secret, SUPABASE_PUBLISHABLE_KEY: key = "" } = developmentSettings();
  const token = await new SignJWT({ role: "authenticated" })
    .setProtectedHeader({ alg: "HS256" })
    .setSubject(id)
    .setExpirationTime("10m")
    .sign(new TextEncoder().encode(secret));
  return caller(apiUrl, key, token);
}
