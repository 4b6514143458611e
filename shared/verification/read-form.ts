/** The fields of a form that was sent as the body; null when the body isn't one, or isn't UTF-8. */
export function readForm(headers: Headers, body: Uint8Array): URLSearchParams | null {
  const [type = ""] = (headers.get("content-type") ?? "").split(";");
  if (type.trim().toLowerCase() !== "application/x-www-form-urlencoded") return null;
  try {
    return new URLSearchParams(new TextDecoder("utf-8", { fatal: true }).decode(body));
  } catch {
    return null;
  }
}
