const longest = 255;

/** The name that `Content-Disposition` (RFC 6266) gives a file, without the folders that some senders put before it; null for none. */
export function fileName(disposition: string | null): string | null {
  const header = disposition ?? "";
  const extended = /;\s*filename\*=UTF-8''([^;\s]+)/i.exec(header)?.[1];
  const quoted = /;\s*filename="((?:[^"\\]|\\.)*)"/i.exec(header)?.[1]?.replace(/\\(.)/g, "$1");
  const token = /;\s*filename=([^\s";]+)/i.exec(header)?.[1];
  const name = (decoded(extended) ?? quoted ?? token ?? "").split(/[/\\]/).at(-1) ?? "";
  const shown = name
    .replace(/[\p{Cc}\p{Cs}]/gu, "")
    .trim()
    .slice(0, longest);
  return shown === "" ? null : shown;
}

function decoded(text: string | undefined): string | undefined {
  try {
    return text === undefined ? undefined : decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
