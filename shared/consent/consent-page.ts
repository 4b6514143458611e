import { createHash } from "node:crypto";
import { answerHeaders } from "../http/answer-headers.ts";
import { type ProblemCode, problems } from "../http/problem.ts";
import type { RedeemedLink, ShownLink } from "./consent-door.ts";

const style = `
:root { color-scheme: light dark; font: 1.125rem/1.5 system-ui, sans-serif; }
body { max-width: 32rem; margin: 12vh auto; padding: 0 1.5rem; }
h1 { font-size: 1.5rem; line-height: 1.25; }
button { font: inherit; font-weight: 600; margin-top: 0.5rem; padding: 0.75rem 2rem; border: 0; border-radius: 0.5rem; }
button { background: #1d4ed8; color: #fff; cursor: pointer; }
button:focus-visible { outline: 0.2rem solid #93c5fd; outline-offset: 0.2rem; }
`;

// No script, no style but this one, nothing from elsewhere; the form goes back to where the page came from.
const styleHash = createHash("sha256").update(style).digest("base64");
const policy = `default-src 'none'; style-src 'sha256-${styleHash}'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'`;

/** The page that asks, with a form that answers. */
export function askingPage({ broker, text }: ShownLink, requestId: string): Response {
  return text
    ? page(
        broker,
        `<p>${escaped(text.body)}</p>
<form method="post"><input type="hidden" name="agree" value="yes"><button>I agree</button></form>`,
        requestId,
      )
    : page(
        broker,
        `<p>Unsubscribe from all messages of ${escaped(broker)}?</p>
<form method="post"><button>Unsubscribe</button></form>`,
        requestId,
      );
}

/** The page that says that it is done. */
export function donePage({ broker, status }: RedeemedLink, requestId: string): Response {
  return page(broker, `<p>${doneSentences[status]}</p>`, requestId);
}

/** What a person is told when it is done. */
export const doneSentences: Readonly<Record<RedeemedLink["status"], string>> = {
  consented: "Thank you. Your agreement was recorded.",
  unsubscribed: "You are unsubscribed.",
};

/** The page that says why it isn't done: as little as the problem document does. */
export function problemPage(
  code: ProblemCode,
  requestId: string,
  headers: Readonly<Record<string, string>>,
): Response {
  const { status, title } = problems[code];
  return page(
    title,
    "<p>If you want something changed, answer the message that brought you here.</p>",
    requestId,
    {
      status,
      headers,
    },
  );
}

function page(
  title: string,
  content: string,
  requestId: string,
  {
    status = 200,
    headers = {},
  }: { readonly status?: number; readonly headers?: Readonly<Record<string, string>> } = {},
): Response {
  const html = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="robots" content="noindex">
<title>${escaped(title)}</title>
<style>${style}</style>
<h1>${escaped(title)}</h1>
${content}
</html>
`;
  return new Response(html, {
    status,
    headers: {
      ...answerHeaders("text/html; charset=utf-8", requestId),
      "content-security-policy": policy,
      ...headers,
    },
  });
}

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? "");
}
