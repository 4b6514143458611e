import type { PaypalLinks } from "./payload.ts";

/** The id of the first linked resource of a kind, `/captures/<id>` for `captures`; undefined when none is linked. */
export function linkedId(links: PaypalLinks, ...kinds: readonly string[]): string | undefined {
  const paths = (links ?? []).map(({ href }) => /\/([a-z]+)\/([A-Z0-9-]{1,64})$/.exec(href));
  return paths.find((path) => kinds.includes(path?.[1] ?? ""))?.[2];
}
