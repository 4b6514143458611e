/**
 * The address that a setting holds, by https or on this machine; null where it holds none. Throws an error that names the variable and
 * not the address, in which chats and monitors have a secret.
 */
export function readOutsideAddress(variable: string, text: string | undefined): URL | null {
  const stated = text?.trim();
  if (!stated) return null;
  const url = URL.canParse(stated) ? new URL(stated) : null;
  const isThisMachine = url?.protocol === "http:" && ["127.0.0.1", "localhost"].includes(url.hostname);
  if (url?.protocol === "https:" || (url && isThisMachine)) return url;
  throw new Error(`${variable} must be an https address, or on this machine.`);
}
