// A brace, a bracket, and the white space that may stand before them.
const startsOfJson: readonly (number | undefined)[] = [0x7b, 0x5b, 0x20, 0x09, 0x0a, 0x0d];

/**
 * The fields of a form that was sent as the body; null when the body isn't one, or isn't UTF-8.
 *
 * Nor when it begins as JSON does. Whoever writes a form escapes those characters (https://url.spec.whatwg.org, section 5.2),
 * and the content type isn't signed: under another one, a recorded body would be an event that its sender never sent.
 */
export function readForm(headers: Headers, body: Uint8Array): URLSearchParams | null {
  const [type = ""] = (headers.get("content-type") ?? "").split(";");
  if (type.trim().toLowerCase() !== "application/x-www-form-urlencoded") return null;
  if (startsOfJson.includes(body[0])) return null;
  try {
    return new URLSearchParams(new TextDecoder("utf-8", { fatal: true }).decode(body));
  } catch {
    return null;
  }
}
