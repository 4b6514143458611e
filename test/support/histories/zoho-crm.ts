import fc from "fast-check";
import { workflowWebhook } from "../payloads/zoho.ts";
import { addresses, gaps, rfc3339, startClock } from "./timeline.ts";

const choices = fc.record({
  gaps,
  module: fc.constantFrom("Contacts", "Leads", "Deals"),
  changes: fc.array(
    fc.record({ Email: addresses, First_Name: fc.constantFrom("Jane", "Janet", undefined) }),
    {
      maxLength: 4,
    },
  ),
});

/** What a workflow of Zoho CRM sends about one record, the `number`th of a history. */
export function zohoCrmStory(number: number): fc.Arbitrary<readonly unknown[]> {
  return choices.map(({ gaps, module, changes }) => {
    const clock = startClock(gaps);
    return changes.map((fields, index) => {
      const Modified_Time = rfc3339(clock());
      return workflowWebhook({
        module,
        record_id: `10${number}`,
        event: `change.${index}`,
        Modified_Time,
        ...fields,
      });
    });
  });
}
