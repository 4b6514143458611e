import { z } from "zod/v3";

/** The setting that says under which address the functions are reached, without a slash at its end. */
export const publicBaseUrl = z
  .string({ required_error: "is missing or blank: the address under which senders reach the functions" })
  .refine(isPublicUrl, "must be an https address (http on this machine) without query and fragment")
  .transform((url) => url.replace(/\/+$/, ""));

function isPublicUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, search, hash, username } = new URL(text);
  if (search !== "" || hash !== "" || username !== "") return false;
  return protocol === "https:" || (protocol === "http:" && loopback.has(hostname));
}

const loopback: ReadonlySet<string> = new Set(["127.0.0.1", "localhost", "[::1]"]);
