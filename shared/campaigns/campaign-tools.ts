import type { Environment } from "../settings.ts";
import type { CampaignTool, ToolDependencies } from "./campaign-tool.ts";
import { instantlyTool } from "./instantly.ts";
import type { LookUp } from "./public-address.ts";
import { webhookTool } from "./webhook.ts";

/** The tools that campaigns can name as their destination; throws an error that names the variable at fault. */
export function campaignTools(
  environment: Environment,
  dependencies: ToolDependencies & { readonly lookUp: LookUp },
): CampaignTool {
  const tools = {
    instantly: instantlyTool(environment, dependencies),
    webhook: webhookTool(environment, dependencies),
  };
  return (campaign) => tools[campaign.destination](campaign);
}
