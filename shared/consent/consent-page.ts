import { answerHeaders } from "../http/answer-headers.ts";
import type { RedeemedLink, ShownLink } from "./consent-door.ts";

// No script, no style, nothing from elsewhere; the form goes back to where the page came from.
const policy = "default-src 'none'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

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

function page(broker: string, content: string, requestId: string): Response {
  const html = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="robots" content="noindex">
<title>${escaped(broker)}</title>
<h1>${escaped(broker)}</h1>
${content}
</html>
`;
  return new Response(html, {
    headers: { ...answerHeaders("text/html; charset=utf-8", requestId), "content-security-policy": policy },
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
