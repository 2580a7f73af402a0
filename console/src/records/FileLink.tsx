import { Link as MuiLink } from "@mui/material";
import { useMutation } from "@tanstack/react-query";
import { contentsOf, fileAddress } from "../client/files";
import { currentView } from "../client/view";
import type { StoredFile } from "../fields/values";
import { download } from "../shared/download";
import { FaultNotice } from "../shared/FaultNotice";

/** A file, to be kept. In a view it comes by the view's token, which no address bears, and not by the cookie. */
export function FileLink({ file }: { file: StoredFile }) {
  if (currentView() !== null) return <ViewedFile file={file} />;
  return <MuiLink href={fileAddress(file.id)}>{file.name}</MuiLink>;
}

function ViewedFile({ file }: { file: StoredFile }) {
  const fetching = useMutation({
    mutationFn: () => contentsOf(file.id),
    onSuccess: (contents) => download(file.name, contents),
  });
  return (
    <>
      <MuiLink
        component="button"
        type="button"
        aria-busy={fetching.isPending}
        onClick={() => fetching.mutate()}
        sx={{ textAlign: "start", overflowWrap: "anywhere" }}
      >
        {file.name}
      </MuiLink>
      {fetching.isError && <FaultNotice error={fetching.error} />}
    </>
  );
}
