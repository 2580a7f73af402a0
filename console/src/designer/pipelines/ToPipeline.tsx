import { Link as MuiLink } from "@mui/material";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { DesignedObject } from "../drafting";
import { partsOf, pipelineAddress } from "./parts";
import "./texts";

/** The way back from a rule to the pipeline in which it is asked. */
export function ToPipeline({ of, pipeline }: { of: DesignedObject; pipeline: string }) {
  const { t } = useTranslation("pipelines");
  const label =
    of.pipeline == null ? null : partsOf(of.pipeline).find((each) => each.name === pipeline)?.label;
  return (
    <MuiLink component={Link} to={pipelineAddress(of, pipeline)} sx={{ alignSelf: "start" }}>
      {t("toPipeline", { object: of.label, pipeline: label ?? pipeline })}
    </MuiLink>
  );
}
