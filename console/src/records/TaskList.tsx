import { Checkbox, FormControlLabel, Stack, Typography } from "@mui/material";
import { useMutation } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { CatalogObject } from "../client/catalog";
import { shownMoment } from "../fields/values";
import { FaultNotice } from "../shared/FaultNotice";
import type { Task } from "./oneRecord";
import { Section } from "./Section";
import { markTask } from "./writes";
import "./texts";

interface TaskListProps {
  of: CatalogObject;
  id: string;
  tasks: readonly Task[];
  onChanged: () => void;
}

/** What is done for a record in its stage. */
export function TaskList({ of, id, tasks, onChanged }: TaskListProps) {
  const { t, i18n } = useTranslation("records");
  const marking = useMutation({
    mutationFn: (task: Task) => markTask(of, id, task.name, !task.done),
    onSuccess: onChanged,
  });
  const may = of.actions.includes("update");
  return (
    <Section title={t("tasks")}>
      {marking.isError && <FaultNotice error={marking.error} />}
      <Stack>
        {tasks.map((each) => {
          const label = each.required ? `${each.label} (${t("requiredTask")})` : each.label;
          return (
            <div key={each.name}>
              {may ? (
                <FormControlLabel
                  label={label}
                  control={
                    <Checkbox
                      size="small"
                      checked={each.done}
                      disabled={marking.isPending}
                      onChange={() => marking.mutate(each)}
                    />
                  }
                />
              ) : (
                <Typography>
                  {each.done ? "✓" : "–"} {label}
                </Typography>
              )}
              {each.done && each.doneAt !== null && (
                <Typography variant="caption" color="textSecondary" component="div">
                  {t("doneBy", {
                    name: each.doneBy?.name ?? "",
                    at: shownMoment(each.doneAt, i18n.language),
                  })}
                </Typography>
              )}
            </div>
          );
        })}
      </Stack>
    </Section>
  );
}
