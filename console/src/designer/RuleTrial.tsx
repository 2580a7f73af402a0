import { useState } from "react";
import type { CatalogChange } from "../client/generated/graphql";
import { FaultNotice } from "../shared/FaultNotice";
import type { Design, DesignedObject } from "./drafting";
import { ExampleDialog, type Opened } from "./examples/ExampleDialog";
import { ExampleList } from "./examples/ExampleList";
import type { Asked } from "./examples/examples";
import { openedExample, useExampleOf } from "./examples/opening";
import { GateTrial } from "./GateTrial";
import { OneRecord } from "./OneRecord";
import type { Json } from "./ruleTree";

interface RuleTrialProps {
  design: Design;
  of: DesignedObject;
  /** Of which moves the rule is asked. */
  asked: Asked;
  /** Undefined as long as it is none. */
  rule: Json | undefined;
  /** Null where nothing is changed, or nothing that could be published. */
  changed: CatalogChange | null;
}

/** A rule on trial: by its examples, on all records, and on one, of which an example can be made. */
export function RuleTrial({ design, of, asked, rule, changed }: RuleTrialProps) {
  const [opened, setOpened] = useState<Opened | null>(null);
  const making = useExampleOf(design, of, asked, rule ?? null);
  return (
    <>
      <ExampleList
        design={design}
        of={of}
        asked={asked}
        changed={changed}
        onOpen={(example) => setOpened(openedExample(design, of, asked, example))}
      />
      {changed !== null && <GateTrial design={design} of={of} changed={changed} />}
      {rule != null && (
        <OneRecord
          catalog={design.catalog}
          of={of}
          rule={rule}
          making={making.isPending}
          onExample={(record) => making.mutate(record, { onSuccess: setOpened })}
        />
      )}
      {making.isError && <FaultNotice error={making.error} />}
      {opened !== null && (
        <ExampleDialog
          design={design}
          of={of}
          asked={asked}
          opened={opened}
          onClose={() => setOpened(null)}
        />
      )}
    </>
  );
}
