import { Button, Checkbox, FormControlLabel, IconButton, Stack, TextField, Typography } from "@mui/material";
import { useTranslation } from "react-i18next";
import { LabelsInput } from "../LabelsInput";
import { labelsOf, nameIn } from "../names";
import { shifted } from "../shifted";
import type { TaskForm } from "./stageForm";
import "./texts";

interface TasksInputProps {
  tasks: readonly TaskForm[];
  onChange: (tasks: readonly TaskForm[]) => void;
}

/** What is done for a record in the stage, in order. */
export function TasksInput({ tasks, onChange }: TasksInputProps) {
  const { t } = useTranslation("pipelines");
  const change = (id: string, part: Partial<TaskForm>) =>
    onChange(tasks.map((each) => (each.id === id ? { ...each, ...part } : each)));
  const shift = (index: number, by: -1 | 1) => onChange(shifted(tasks, index, by));
  const add = () =>
    onChange([...tasks, { id: crypto.randomUUID(), name: "", labels: labelsOf([]), required: true }]);
  return (
    <Stack
      component="fieldset"
      sx={{ gap: 2, border: 1, borderColor: "divider", borderRadius: 1, p: 1.5, m: 0, minWidth: 0 }}
    >
      <Typography component="legend" variant="h3">
        {t("tasks")}
      </Typography>
      {tasks.map((each, index) => {
        const number = index + 1;
        const called = each.labels.en || nameIn(each) || t("task", { number });
        return (
          <Stack key={each.id} sx={{ gap: 1 }}>
            <LabelsInput
              label={t("task", { number })}
              value={each.labels}
              onChange={(labels) => change(each.id, { labels })}
            />
            <TextField
              label={t("taskName", { number })}
              value={each.name}
              placeholder={nameIn(each)}
              onChange={(event) => change(each.id, { name: event.target.value.trim() })}
            />
            <Stack direction="row" sx={{ alignItems: "center", flexWrap: "wrap" }}>
              <FormControlLabel
                sx={{ flexGrow: 1 }}
                control={
                  <Checkbox
                    checked={each.required}
                    onChange={(event) => change(each.id, { required: event.target.checked })}
                  />
                }
                label={t("taskRequired")}
              />
              <IconButton
                aria-label={t("earlier", { name: called })}
                disabled={index === 0}
                onClick={() => shift(index, -1)}
              >
                ↑
              </IconButton>
              <IconButton
                aria-label={t("later", { name: called })}
                disabled={index === tasks.length - 1}
                onClick={() => shift(index, 1)}
              >
                ↓
              </IconButton>
              <IconButton
                aria-label={t("removeTask", { number })}
                onClick={() => onChange(tasks.filter((other) => other.id !== each.id))}
              >
                ×
              </IconButton>
            </Stack>
          </Stack>
        );
      })}
      <Button onClick={add} sx={{ alignSelf: "start" }}>
        {t("addTask")}
      </Button>
    </Stack>
  );
}
