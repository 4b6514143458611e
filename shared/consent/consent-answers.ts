import { answerHeaders } from "../http/answer-headers.ts";
import { jsonAnswer } from "../http/json-answer.ts";
import { problem, type ProblemCode } from "../http/problem.ts";
import type { RedeemedLink, ShownLink } from "./consent-door.ts";
import { askingPage, donePage, doneSentences, problemPage } from "./consent-page.ts";
import type { ConsentSettings } from "./consent-settings.ts";
import type { ConsentPurpose } from "./consent-token.ts";

/** How links are answered, by what the caller accepts and what can be shown where the functions are. */
export type ConsentAnswers = {
  /** The way to the business's own page, where that is the one to show the link; null where it is for us to. */
  readonly elsewhere: (headers: Headers, token: string, requestId: string) => Response | null;
  readonly show: (purpose: ConsentPurpose, link: ShownLink, headers: Headers, requestId: string) => Response;
  readonly done: (link: RedeemedLink, headers: Headers, requestId: string) => Response;
  /** A problem document; a page that says as little for a browser. */
  readonly problem: (
    code: ProblemCode,
    headers: Headers,
    requestId: string,
    more?: Readonly<Record<string, string>>,
  ) => Response;
};

const noPage =
  "This link can't be shown here. Please answer the message that it came with, and say what you would like.\n";

/**
 * The answers of a project. The platform turns HTML on its own domain into plain text: pages are for a domain of one's own, or for
 * the business's page, which asks for JSON. It gets the token in the fragment, which no server's log sees.
 */
export function consentAnswers({ publicUrl, pageUrl }: ConsentSettings): ConsentAnswers {
  const showsPages = !/(?:^|\.)supabase\.co$/.test(new URL(publicUrl).hostname);
  // Lets the scripts of the business's own page read answers, and nobody else's.
  const crossOrigin: Readonly<Record<string, string>> = {
    vary: "accept",
    ...(pageUrl !== null && { "access-control-allow-origin": new URL(pageUrl).origin }),
  };

  function text(sentence: string, requestId: string): Response {
    return new Response(sentence, { headers: answerHeaders("text/plain; charset=utf-8", requestId) });
  }

  return {
    elsewhere(headers, token, requestId) {
      if (showsPages || pageUrl === null || wantsJson(headers)) return null;
      const location = `${pageUrl}#${token}`;
      return new Response(null, {
        status: 303,
        headers: { ...answerHeaders("text/plain; charset=utf-8", requestId), ...crossOrigin, location },
      });
    },
    show(purpose, link, headers, requestId) {
      if (wantsJson(headers)) return jsonAnswer({ purpose, ...link }, requestId, crossOrigin);
      return showsPages ? askingPage(link, requestId) : text(noPage, requestId);
    },
    done(link, headers, requestId) {
      if (wantsJson(headers)) return jsonAnswer(link, requestId, crossOrigin);
      return showsPages ? donePage(link, requestId) : text(`${doneSentences[link.status]}\n`, requestId);
    },
    problem(code, headers, requestId, more = {}) {
      const isForPerson = showsPages && (headers.get("accept") ?? "").includes("text/html");
      return (isForPerson ? problemPage : problem)(code, requestId, { ...crossOrigin, ...more });
    },
  };
}

function wantsJson(headers: Headers): boolean {
  const accepted = headers.get("accept") ?? "";
  return accepted.includes("application/json") && !accepted.includes("text/html");
}
