import { z } from "zod/v3";
import type { Rpc } from "../../shared/database/rpc.ts";

const alertNews = z.array(
  z.object({
    id: z.number().int(),
    /** How bad it is, or that it is over. */
    news: z.enum(["critical", "warning", "resolved"]),
    kind: z.string(),
    /** What it is about: a job, a sender, a limit. */
    subject: z.string(),
    code: z.string().nullable(),
    raised_at: z.string(),
    resolved_at: z.string().nullable(),
  }),
);

/** One thing that is to be told of an alert. */
export type AlertNews = z.output<typeof alertNews>[number];

/** Tells somebody of alerts; rejects with `UpstreamFailure` when they could not be told. */
export type TellAlerts = (news: readonly AlertNews[]) => Promise<void>;

// As much as people read.
const mostAtOnce = 20;

/** Tells what is new of alerts, and notes that it was told; returns how much that was. What could not be told is told the next time. */
export async function tellAlertNews(rpc: Rpc, tell: TellAlerts): Promise<number> {
  const news = alertNews.parse(await rpc("list_alert_news", { batch: mostAtOnce }));
  if (news.length === 0) return 0;
  await tell(news);
  await rpc("note_told_alerts", { told: news.map(({ id, news }) => ({ id, news })) });
  return news.length;
}
