const startOfJson = /^[{[\s]/;

/**
 * The fields of a form that was sent as the body; null when the body isn't one, or isn't UTF-8.
 *
 * Nor when a field reads as JSON from its first character on, however that is escaped. The content type isn't signed, and where
 * names and values are signed joined without marks, a body of JSON would have the same signature as a form: under another type, a
 * recorded delivery would be an event that its sender never sent.
 */
export function readForm(headers: Headers, body: Uint8Array): URLSearchParams | null {
  const [type = ""] = (headers.get("content-type") ?? "").split(";");
  if (type.trim().toLowerCase() !== "application/x-www-form-urlencoded") return null;
  try {
    const form = new URLSearchParams(new TextDecoder("utf-8", { fatal: true }).decode(body));
    return [...form].some(([name, value]) => startOfJson.test(name + value)) ? null : form;
  } catch {
    return null;
  }
}
